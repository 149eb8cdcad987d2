"""What a file is, by its content: read in pieces, never expanded, refused with a sentence for whoever sent it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import IO, Any

from django.conf import settings
from django.utils.translation import gettext as _

from foundation.common.words import number
from foundation.documents import names
from foundation.documents.formats import FORMATS, Format, by_name
from foundation.documents.inspection import archives, pdf, pictures, plain, sniffing
from foundation.documents.inspection.refusal import Refused


@dataclass(frozen=True, slots=True)
class Checked:
    """A file that passed: its safe name, its format, and where its bytes can be read."""

    name: str
    format: Format
    file: Any


Look = Callable[[IO[bytes], int, Format], None]
LOOKS: dict[str, Look] = {
    "pdf": pdf.look,
    "office": archives.look_office,
    "odf": archives.look_odf,
    "jpeg": pictures.look_jpeg,
    "png": pictures.look_png,
    "text": plain.look,
}


def inspect(upload: Any) -> Checked:
    """Look into an uploaded file (anything with `name`, `size` and bytes to read). Raises Refused."""
    if isinstance(upload, Checked):
        return upload
    given = str(upload.name or "")
    shown = (
        names.clean(given, given.rpartition(".")[2].lower()[:10] or "file") if "." in given else given[:80]
    )
    found = by_name(given)
    if found is None:
        raise Refused(_("“%(name)s” is not a kind of file that we take") % {"name": shown})
    name = names.clean(given, found.endings[0] if found.name != "jpeg" else given.rpartition(".")[2].lower())
    if not upload.size:
        raise Refused(_("“%(name)s” is empty") % {"name": name})
    if upload.size > settings.DOCUMENT_MAX_BYTES:
        most = number(settings.DOCUMENT_MAX_BYTES // (1024 * 1024))
        raise Refused(_("“%(name)s” must be smaller than %(most)s MB") % {"name": name, "most": most})
    file = getattr(upload, "file", upload)
    try:
        sniffing.look(file, upload.size, found)
        LOOKS[found.family](file, upload.size, found)
    except Refused as refusal:
        raise Refused(str(refusal) % {"name": name, "kind": found.label}) from None
    finally:
        file.seek(0)
    return Checked(name, found, upload)


__all__ = ["FORMATS", "Checked", "Refused", "inspect"]
