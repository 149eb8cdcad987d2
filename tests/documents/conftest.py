from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.storage import storages

from tests.documents.scanner import Clamd
from tests.factories.requests import Cast


@pytest.fixture
def cast(db):
    cache.clear()
    return Cast()


@pytest.fixture(scope="session")
def one_clamd(tmp_path_factory: Any) -> Iterator[Clamd]:
    found = Clamd(tmp_path_factory.mktemp("clamd")).start()
    yield found
    found.stop()


@pytest.fixture
def clamd(one_clamd: Clamd, settings: Any) -> Clamd:
    settings.CLAMD_ADDRESS = one_clamd.address
    return one_clamd


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Any) -> Iterator[Path]:
    """Where this test's files are kept; no scanner unless the test asks for one."""
    kept = tmp_path / "files"
    settings.MEDIA_ROOT, settings.CLAMD_ADDRESS = kept, ""
    backend = {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": kept, "base_url": None},
    }
    settings.STORAGES = settings.STORAGES | {"evidence": backend}
    storages._storages.clear()
    yield kept
    storages._storages.clear()


def kept_in(folder: Path) -> list[Path]:
    """Every file that lies in the storage."""
    return sorted(path for path in folder.rglob("*") if path.is_file())
