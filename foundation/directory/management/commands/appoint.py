"""manage.py appoint EMAIL ROLE [--department CODE]: how the first administrator comes to be."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from foundation.accounts.models import User
from foundation.common.actors import SYSTEM
from foundation.common.errors import DomainError
from foundation.directory.actions import appoint
from foundation.directory.enums import GovernmentRole
from foundation.directory.models import Department


class Command(BaseCommand):
    help = "Give a person who has an account a role in government."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")
        parser.add_argument("role", choices=GovernmentRole.values)
        parser.add_argument("--department", default="", help="The department's abbreviation, like DCMS")

    def handle(self, *args: Any, email: str, role: str, department: str, **options: Any) -> None:
        user = User.objects.filter(email__iexact=email, is_active=True).first()
        if user is None:
            raise CommandError("Nobody has an account with this address. They have to sign in once first.")
        place = Department.objects.current().filter(code__iexact=department).first() if department else None
        if department and place is None:
            raise CommandError(f"There is no department called {department}.")
        try:
            appoint(user=user, role=role, department=place, by=SYSTEM)
        except DomainError as error:
            raise CommandError(str(error)) from None
        self.stdout.write(f"Done. The role {role} holds from today.")
