"""Evidence in S3: private, encrypted where the bucket says so, never by a link, and never waited for without end."""

from typing import Any

from boto3.s3.transfer import TransferConfig
from botocore.config import Config
from storages.backends.s3 import S3Storage


class EvidenceStorage(S3Storage):
    """django-storages with patience of its own. Chosen by S3_BUCKET; loaded only then, since boto3 is heavy."""

    def get_default_settings(self) -> dict[str, Any]:
        config = Config(
            signature_version="s3v4",
            connect_timeout=3,
            read_timeout=15,
            retries={"max_attempts": 2, "mode": "standard"},
            request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
        )
        ours = {
            "client_config": config,
            "default_acl": None,
            "file_overwrite": False,
            "querystring_auth": True,
            "max_memory_size": 1024 * 1024,
            "transfer_config": TransferConfig(use_threads=False),
        }
        return super().get_default_settings() | ours

    def open_part(self, name: str, start: int, length: int) -> Any:
        """The bytes of a range as they come from the bucket, without the rest of the object."""
        key = self._normalize_name(name)
        got = self.bucket.Object(key).get(Range=f"bytes={start}-{start + length - 1}")
        return got["Body"]

    def url(self, *args: Any, **kwargs: Any) -> str:
        raise NotImplementedError("Evidence is never served by a link to the bucket.")
