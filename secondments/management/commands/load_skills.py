"""manage.py load_skills PATH: read a published skills taxonomy, ESCO's CSV or a government framework as a table."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from secondments.skills.load import Unreadable, load
from secondments.taxonomy import take_over


class Command(BaseCommand):
    help = "Reads skills of a published taxonomy, whole or not at all. Safe to repeat."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("path", type=Path)
        parser.add_argument("--taxonomy", default="esco", help="its short name: esco, gscf …")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            taken = take_over(load(options["path"]), options["taxonomy"])
        except OSError as error:
            raise CommandError(str(error)) from error
        except Unreadable as error:
            raise CommandError("\n".join(map(str, error.faults))) from error
        self.stdout.write(
            f"{taken.read:,} skills read, {taken.new:,} new, {taken.ended:,} no longer offered."
        )
