"""Checks the signatures in one PDF and says what it found as JSON. Run as a program, never imported by the portal.

It sets its own limits before it opens the file, asks nothing of the network, and knows none of our secrets.
"""

import json
import logging
import resource
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

MEMORY = 400 * 1024 * 1024
SECONDS = 20
# What a signature adds to a paper, besides objects of its own: these entries of the catalogue, and its place on a page.
OF_CATALOGUE = {"/AcroForm", "/DSS", "/Extensions", "/Perms", "/Metadata", "/Version"}


def limit() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (1024 * 1024, 1024 * 1024))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def roots(where: str) -> list[Any]:
    """The certificates of whom we trust: a PEM file, or every one in a folder."""
    from pyhanko.keys import load_certs_from_pemder

    if not where:
        return []
    path = Path(where)
    files = (
        sorted(one for one in path.iterdir() if one.suffix in (".pem", ".crt")) if path.is_dir() else [path]
    )
    return list(load_certs_from_pemder([str(file) for file in files]))


def written(value: Any) -> bytes:
    import io

    out = io.BytesIO()
    value.write_to_stream(out)
    return out.getvalue()


def entries(value: Any, but: set[str]) -> dict[str, bytes]:
    return {str(key): written(value.raw_get(key)) for key in value if key not in but}


def is_place_of_signature(annotation: Any) -> bool:
    kind = annotation.get("/FT") or annotation.get("/Parent", {}).get("/FT")
    return annotation.get("/Subtype") == "/Widget" and kind == "/Sig"


def is_same_page(old: Any, new: Any) -> bool:
    """Nothing on it but places of signatures more than there were."""
    before, after = old.get("/Annots", ()), new.get("/Annots", ())
    return (
        entries(old, {"/Annots"}) == entries(new, {"/Annots"})
        and [written(one) for one in before] == [written(one) for one in after][: len(before)]
        and all(is_place_of_signature(after[place]) for place in range(len(before), len(after)))
    )


def may_differ(reader: Any, base: Any, ref: Any) -> bool:
    """Whether an object of the paper may have another value behind it than it was given with."""
    old, new = base.get_object(ref), reader.get_object(ref, transparent_decrypt=False)
    descriptions = (
        base.trailer_view.get_value_as_reference("/Info", optional=True),
        base.root.get_value_as_reference("/Metadata", optional=True),
    )
    if written(old) == written(new) or ref in descriptions:
        return True
    if ref == reader.root_ref:
        return entries(old, OF_CATALOGUE) == entries(new, OF_CATALOGUE)
    return isinstance(old, dict) and old.get("/Type") == "/Page" and is_same_page(old, new)


def says_the_same(reader: Any, given_length: int) -> bool:
    """Whether what came after the paper leaves every object of the paper as it was, but for what signatures add."""
    table = reader.xrefs
    revisions = range(table.total_revisions)
    ours = [one for one in revisions if table.get_startxref_for_revision(one) < given_length]
    theirs = [one for one in revisions if one not in ours]
    if not ours or reader.get_historical_root(ours[-1]).container_ref != reader.root_ref:
        return False
    base = reader.get_historical_resolver(ours[-1])
    known = {ref for one in ours for ref in table.explicit_refs_in_revision(one)}
    changed = {ref for one in theirs for ref in table.explicit_refs_in_revision(one)}
    freed = {ref for one in theirs for ref in table.refs_freed_in_revision(one)}
    return not freed & known and all(may_differ(reader, base, ref) for ref in changed & known)


def check(file: Any, given_length: int, trusted: list[Any]) -> dict[str, Any]:
    """What the last signature says, or what is broken."""
    from pyhanko.pdf_utils.reader import PdfFileReader

    reader = PdfFileReader(file)
    signatures = reader.embedded_regular_signatures
    if not signatures:
        return {"broken": "unsigned"}
    if not says_the_same(reader, given_length):
        return {"broken": "changed"}
    seen = [status_of(one, trusted) for one in signatures]
    if not all(holds(one, is_last=one is seen[-1]) for one in seen):
        return {"broken": "not_intact"}
    found = facts(seen[-1], bool(trusted))
    now = datetime.now(UTC).isoformat()
    return found if found["from"] <= now <= found["until"] else {"broken": "not_in_date"}


def holds(status: Any, *, is_last: bool) -> bool:
    """Whether it is a signature over what stood there, and what came later was no more than other signatures."""
    from pyhanko.sign.diff_analysis import ModificationLevel
    from pyhanko.sign.validation.status import SignatureCoverageLevel as Covers

    if not (status.intact and status.valid):
        return False
    if is_last:
        return bool(status.coverage == Covers.ENTIRE_FILE)
    level = status.modification_level
    return status.coverage in (Covers.ENTIRE_FILE, Covers.ENTIRE_REVISION) and level in (
        ModificationLevel.NONE,
        ModificationLevel.LTA_UPDATES,
        ModificationLevel.FORM_FILLING,
    )


def status_of(signature: Any, trusted: list[Any]) -> Any:
    from pyhanko.sign.validation import validate_pdf_signature
    from pyhanko.sign.validation.settings import KeyUsageConstraints
    from pyhanko_certvalidator import ValidationContext

    signs = KeyUsageConstraints(
        key_usage={"digital_signature", "non_repudiation"}, match_all_key_usages=False
    )
    context = ValidationContext(trust_roots=trusted, allow_fetching=False)
    return validate_pdf_signature(signature, context, key_usage_settings=signs)


def facts(status: Any, have_roots: bool) -> dict[str, Any]:
    certificate, stamp = status.signing_cert, status.timestamp_validity
    at = stamp.timestamp if stamp is not None else status.signer_reported_dt
    return {
        "signer": named(certificate.subject),
        "issuer": named(certificate.issuer),
        "from": certificate.not_valid_before.astimezone(UTC).isoformat(),
        "until": certificate.not_valid_after.astimezone(UTC).isoformat(),
        "trust": ("yes" if status.trusted else "no") if have_roots else "nobody",
        "at": at.astimezone(UTC).isoformat() if at is not None else "",
        "stamped": bool(stamp is not None and stamp.intact and stamp.valid and stamp.trusted),
    }


def named(name: Any) -> str:
    said = name.native.get("common_name") or name.native.get("organization_name") or name.human_friendly
    return str(said)[:200]


def main(path: str, given_length: str, trust: str) -> None:
    logging.disable(logging.CRITICAL)
    trusted = roots(trust)
    limit()
    with open(path, "rb") as file:  # noqa: PTH123
        try:
            said = check(file, int(given_length), trusted)
        except Exception:
            said = {"broken": "unreadable"}
    sys.stdout.write(json.dumps(said))


if __name__ == "__main__":
    main(*sys.argv[1:4])
