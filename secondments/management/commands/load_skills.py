"""manage.py load_skills PATH: read a published skills taxonomy. ESCO's own CSV, or code, name, name_cy, group, uri."""

import csv
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from secondments.skills import Unreadable, load


class Command(BaseCommand):
    help = "Reads skills of a published taxonomy (ESCO's CSV of skills, or plain CSV). Safe to repeat."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("path", type=Path)
        parser.add_argument("--taxonomy", default="esco", help="its short name: esco, gscf …")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            with options["path"].open(newline="", encoding="utf-8-sig") as lines:
                found = load(csv.DictReader(lines), options["taxonomy"])
        except (OSError, Unreadable) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            f"{found.read:,} skills read, {found.new:,} new, {found.ended:,} no longer in the taxonomy."
        )
