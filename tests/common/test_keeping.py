import pytest
from django.core.cache import cache

from foundation.common import keeping

pytestmark = pytest.mark.django_db


def test_so_many_pages_are_kept_in_a_minute_and_no_more(monkeypatch):
    monkeypatch.setattr(keeping, "MINUTE", 86_400)  # one minute for the whole of the test
    monkeypatch.setattr(keeping, "MOST", 3)
    names = [f"room-{number}" for number in range(9)]
    for name in names:
        keeping.pages.set(name, "words", 60)
    kept = [name for name in names if cache.get(name)]
    assert kept == names[:3]
    keeping.pages.set("another-page", "words", 60)
    assert keeping.pages.get("another-page") == "words"
