"""A disk without room: everything is written to /dev/full, which the kernel answers with ENOSPC."""

from typing import Any

from django.core.files.storage import FileSystemStorage


class FullDisk(FileSystemStorage):
    def _save(self, name: str, content: Any) -> str:
        with open("/dev/full", "wb") as full:  # noqa: PTH123
            for piece in content.chunks():
                full.write(piece)
            full.flush()
        return name
