"""What the steps of a run left behind, read line by line: web processes do without arrays."""

import csv
import io
import zlib
from collections.abc import Iterator

from satellite_account.models import Artifact


def lines(kept: Artifact) -> Iterator[dict[str, str]]:
    """Each row of a step that kept a frame, as texts by column; an empty value is an empty text."""
    yield from csv.DictReader(io.StringIO(zlib.decompress(bytes(kept.body)).decode(), newline=""))
