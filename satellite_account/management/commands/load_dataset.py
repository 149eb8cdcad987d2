"""manage.py load_dataset PATH --layout LAYOUT --title TITLE --vintage VINTAGE"""

import resource
import sys
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from foundation.common.actors import SYSTEM
from foundation.common.errors import Invalid
from foundation.directory.management.commands.load_register import Progress
from satellite_account import actions
from satellite_account.enums import Loading
from satellite_account.models import Dataset, Version
from satellite_account.sources import layouts
from satellite_account.sources.loading import load

SHOWN = 50


class Command(BaseCommand):
    help = "Load a file into the satellite account as a version of a dataset. Goes on where it was cut off."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "path", type=Path, nargs="?", help="A .csv, .txt, .json, .xlsx, .ods or .zip file"
        )
        parser.add_argument("--layout", choices=[layout.key for layout in layouts.every()])
        parser.add_argument("--title", help="The dataset; it is added when it is new")
        parser.add_argument("--vintage", help="What the publisher calls this file, or the day it was taken")
        parser.add_argument("--reference", default="", help="The period that it speaks of")
        parser.add_argument(
            "--layouts", action="store_true", help="List the layouts and their exact column names"
        )

    def handle(self, *args: Any, path: Path | None, **said: Any) -> None:
        if said["layouts"]:
            self.list_layouts()
            return
        if path is None or not said["layout"] or not said["vintage"]:
            raise CommandError("Give the path, --layout and --vintage; --layouts lists the layouts.")
        if not path.is_file():
            raise CommandError(f"There is no file at {path}.")
        started, watch = time.monotonic(), Progress(sys.stderr)
        watch.begins(f"Reading {path.name}")
        version = load(self.version(path, said), Watch(watch))
        watch.ends()
        self.report(version, time.monotonic() - started)

    def version(self, path: Path, said: dict[str, Any]) -> Version:
        layout = layouts.get(said["layout"])
        title = said["title"] or layout.title
        dataset = Dataset.objects.filter(title=title).first() or actions.add_dataset(
            title=title, layout=layout.key, by=SYSTEM
        )
        begun = dataset.versions.to_do().filter(vintage=said["vintage"], file_name=path.name).first()
        if begun is not None:
            return begun
        try:
            with path.open("rb") as file:
                return actions.take_in(
                    dataset=dataset, file=file, name=path.name, vintage=said["vintage"],
                    reference=said["reference"], by=SYSTEM, wake=False,
                )  # fmt: skip
        except Invalid as refusal:
            raise CommandError(str(refusal.message)) from None

    def report(self, version: Version, seconds: float) -> None:
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        self.stdout.write(
            f"{version.rows:,} rows in {seconds:.1f} s, {version.passed_over:,} passed over. Peak memory {peak:.0f} MB."
        )
        for problem in version.problems.all()[:SHOWN]:
            where = f"row {problem.row:,}, {problem.column or 'the whole row'}"
            self.stdout.write(f"  {where}: found “{problem.found}”, expected {problem.expected}")
        if version.problems_found > SHOWN:
            self.stdout.write(f"  … and {version.problems_found - SHOWN:,} more")
        if version.state == Loading.REFUSED:
            raise CommandError(f"Refused: {version.problems_found:,} problems. Nothing was loaded.")

    def list_layouts(self) -> None:
        for layout in layouts.every():
            self.stdout.write(f"{layout.key}: {layout.title}")
            for column in layout.columns:
                must = "needed" if column.needed else "optional"
                self.stdout.write(f"    {column.name} ({must}) {column.says}".rstrip())


class Watch:
    """Tells the progress bar what came since it was told last."""

    def __init__(self, bar: Progress) -> None:
        self.bar, self.told = bar, 0

    def __call__(self, version: Version) -> None:
        self.bar.moves(version.position - self.told, version.share)
        self.told = version.position
