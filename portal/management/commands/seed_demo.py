"""manage.py seed_demo [--scale N]: demonstration data; safe to repeat."""

import json
import os
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from foundation.accounts.machine_actions import create_machine_client
from foundation.common.actors import SYSTEM
from foundation.directory.models import ClientDepartment, Department
from portal.demo import analysis, consultations, people, secondments, secondments_volume, stories, volume
from satellite_account import invented, lists
from secondments.publishing import quarters, years

THINGS = ("requests", "consultations", "secondments")
SCOPES = [f"{thing}:{way}" for thing in THINGS for way in ("read", "write")]


class Command(BaseCommand):
    help = "Writes invented organisations, people and requests in every state. --scale N adds N x 10,000 plain ones."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--scale", type=int, default=1, help="from 2: so many times 10,000 requests in all"
        )
        parser.add_argument(
            "--client-file",
            type=Path,
            default=settings.BASE_DIR / ".data" / "demo-client.json",
            help="credentials",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if not (settings.DEMO or settings.DEBUG):
            raise CommandError(
                "Demonstration data is only for DEMO=1 or DEBUG=1: it lets anybody sign in as anybody."
            )
        cast = people.people()
        bodies = people.organisations(cast)
        told = stories.tell(cast, bodies)
        secondments.tell(cast, bodies)
        consultations.tell(cast, bodies)
        analysis.tell(cast)
        added = volume.multiply(options["scale"])
        lists.write()
        invented.want()  # a worker makes and runs it, so that the first start stays short
        secondments_volume.multiply(options["scale"])
        quarters.freeze_finished()
        years.freeze_finished()
        self._machine_client(options["client_file"])
        self.stdout.write(f"{len(bodies)} organisations, {told} new stories, {added:,} plain requests added.")

    def _machine_client(self, path: Path) -> None:
        """A client for the home department's system; its secret is shown once, so the file is the only copy."""
        home = Department.objects.get(code=people.HOME_DEPARTMENT)
        if path.exists() and ClientDepartment.objects.filter(department=home).exists():
            return
        made = create_machine_client(
            name=f"{home.code} case system (demonstration)", scopes=SCOPES, by=SYSTEM
        )
        ClientDepartment.objects.create(
            client_id=made.client_id, department=home, valid_from=date(2024, 7, 5)
        )
        body = {
            "client_id": made.client_id,
            "client_secret": made.client_secret,
            "token_url": f"{settings.SITE_URL}/identity/o/api/token",
            "scopes": SCOPES,
        }
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w") as file:
            json.dump(body, file, indent=1)
