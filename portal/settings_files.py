"""Evidence files: where they are kept, how large they may be, and who looks at them first."""

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from portal import env

MB = 1024 * 1024

MEDIA_ROOT = Path(env.text("MEDIA_ROOT", str(Path(__file__).resolve().parent.parent / ".data" / "files")))
S3_BUCKET = env.text("S3_BUCKET")
CLAMD_ADDRESS = env.text("CLAMD_ADDRESS")
# Pages say so; a demonstration sets it where nobody fetched the signatures of real viruses.
CLAMD_KNOWS_TESTS_ONLY = env.flag("CLAMD_KNOWS_TESTS_ONLY")

DOCUMENT_MAX_BYTES = env.number("DOCUMENT_MAX_MB", 20) * MB
DOCUMENT_MOST_AT_ONCE = 10
# What one person may send in a day.
DOCUMENT_DAY_FILES = env.number("DOCUMENT_DAY_FILES", 100)
DOCUMENT_DAY_BYTES = env.number("DOCUMENT_DAY_MB", 400) * MB
# What a department's system may send in a day, and what may come from one network address without an account, as
# multiples of that: a system sends for many people, and many people sit behind one address.
DOCUMENT_CLIENT_TIMES = env.number("DOCUMENT_CLIENT_TIMES", 50)
DOCUMENT_ADDRESS_TIMES = env.number("DOCUMENT_ADDRESS_TIMES", 5)
# Days until the bytes of a file that was held back are removed.
DOCUMENT_QUARANTINE_DAYS = env.number("DOCUMENT_QUARANTINE_DAYS", 30)

# Only pages that take files let a body of this size in; all others stop at DATA_UPLOAD_MAX_MEMORY_SIZE.
UPLOAD_MAX_BODY = max(64 * MB, DOCUMENT_MAX_BYTES + 2 * MB)
DATA_UPLOAD_MAX_NUMBER_FILES = 20
# Larger parts of a form go to a temporary file as they arrive, so that memory stays flat.
FILE_UPLOAD_MAX_MEMORY_SIZE = 256 * 1024
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700


def files_origin(site: str) -> tuple[str, str]:
    """The origin that gives uploaded files, and its host; empty where the portal gives them itself."""
    origin = env.text("FILES_ORIGIN").rstrip("/")
    if not origin:
        return "", ""
    parts = urlsplit(origin)
    plain = parts.scheme in ("http", "https") and origin == f"{parts.scheme}://{parts.netloc}"
    if not plain or not parts.hostname or "@" in parts.netloc:
        raise ImproperlyConfigured(
            f"FILES_ORIGIN is a scheme and a host, such as https://files.example, not {origin!r}."
        )
    if parts.hostname == urlsplit(site).hostname:
        raise ImproperlyConfigured("FILES_ORIGIN needs a host of its own: cookies do not tell ports apart.")
    if parts.scheme != urlsplit(site).scheme:
        raise ImproperlyConfigured("FILES_ORIGIN and SITE_URL begin with the same scheme.")
    return origin, parts.hostname


def evidence_storage() -> dict[str, Any]:
    """The folder, or the bucket once one is named; the web tier keeps nothing of its own."""
    if not S3_BUCKET:
        return {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": MEDIA_ROOT, "base_url": None},
        }
    options = {
        "bucket_name": S3_BUCKET,
        "access_key": env.text("AWS_ACCESS_KEY_ID") or None,
        "secret_key": env.text("AWS_SECRET_ACCESS_KEY") or None,
        "security_token": env.text("AWS_SESSION_TOKEN") or None,
        "endpoint_url": env.text("AWS_S3_ENDPOINT_URL") or None,
        "region_name": env.text("AWS_REGION") or None,
        "location": env.text("S3_FOLDER", "evidence"),
    }
    return {"BACKEND": "foundation.documents.s3.EvidenceStorage", "OPTIONS": options}
