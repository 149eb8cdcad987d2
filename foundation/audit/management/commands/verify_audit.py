"""manage.py verify_audit: walk the audit chain; exit 1 and the first bad row if it is broken."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from foundation.audit import verify
from foundation.audit.models import AuditEvent


class Command(BaseCommand):
    help = "Walks the audit chain and names the first row that was edited, deleted, reordered or cut off."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--anchor",
            type=Path,
            help="compare with an anchor written earlier and kept elsewhere",
        )
        parser.add_argument("--write-anchor", type=Path, help="write the present heads to this file")

    def handle(self, *args: Any, **options: Any) -> None:
        anchor = json.loads(options["anchor"].read_text()) if options["anchor"] else None
        found = verify.faults(anchor)
        if found:
            for fault in found[1:]:
                self.stderr.write(fault.sentence)
            raise CommandError(f"The audit log is broken. {found[0].sentence}", returncode=1)
        if options["write_anchor"]:
            options["write_anchor"].write_text(json.dumps(verify.heads(), indent=1) + "\n")
        self.stdout.write(
            f"The audit log holds: {AuditEvent.objects.count():,} events, every link as it was written."
        )
