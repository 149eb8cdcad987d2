import json
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.urls import reverse

from foundation.accounts import machine_actions
from foundation.common.actors import SYSTEM
from foundation.common.errors import Invalid


class Command(BaseCommand):
    help = "Let a department's system use the API. Prints its id and secret once, as JSON."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", help='what people call the system, for example "DCMS casework"')
        parser.add_argument("scopes", nargs="+", help=f"one or more of: {', '.join(settings.MACHINE_SCOPES)}")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            credentials = machine_actions.create_machine_client(
                name=options["name"], scopes=options["scopes"], by=SYSTEM
            )
        except Invalid as error:
            raise CommandError(str(error.message)) from None
        self.stdout.write(
            json.dumps(
                {
                    "client_id": credentials.client_id,
                    "client_secret": credentials.client_secret,
                    "token_url": settings.SITE_URL + reverse("identity_token"),
                    "scopes": sorted(set(options["scopes"])),
                },
                indent=2,
            )
        )
