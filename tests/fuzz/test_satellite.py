"""The workbench's pages and its loaders of lists: whatever is asked or sent, no 5xx and no page that is half said."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from satellite_account.models import Classification
from tests.factories.satellite import Office
from tests.fuzz.test_api import EXAMPLES
from tests.satellite_account import workbooks

pytestmark = [pytest.mark.fuzz, pytest.mark.timeout(0)]
BENCH = "/satellite-account/workbench/"
CALM = settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
CELL = st.one_of(st.none(), st.text(max_size=30), st.integers(-5, 10**6), st.floats(-2, 2))
ROWS = st.lists(st.lists(CELL, max_size=5), max_size=8)
HEADS = st.sampled_from([["code", "parent", "title"], ["source", "target", "share"], ["code"], []])
WORDS = st.text(st.characters(min_codepoint=1, max_codepoint=0xD7FF), max_size=40)


@pytest.fixture
def statistician(db):
    client = Client(raise_request_exception=False)
    client.force_login(Office().statistician, "foundation.accounts.backends.Backend")
    return client


def csv_of(rows) -> bytes:
    return "\n".join(",".join("" if cell is None else str(cell) for cell in row) for row in rows).encode()


def workbook_of(rows) -> bytes:
    plain = [[f"’{cell}" if isinstance(cell, str) else cell for cell in row] for row in rows]
    return workbooks.ods([["" if cell is None else cell for cell in row] for row in plain])


FILES = st.one_of(
    st.binary(max_size=400).map(lambda body: ("list.csv", body)),
    st.binary(max_size=400).map(lambda body: ("list.xlsx", body)),
    st.builds(lambda head, rows: ("list.csv", csv_of([head, *rows])), HEADS, ROWS),
    st.builds(lambda head, rows: ("list.ods", workbook_of([head, *rows])), HEADS, ROWS),
)


@CALM
@given(FILES, WORDS)
def test_lists_are_loaded_or_refused_in_words(statistician, file, title):
    said = {"title": title, "source": "Fuzz", "note": "", "file": SimpleUploadedFile(*file)}
    before = Classification.objects.count()
    answer = statistician.post(f"{BENCH}load-classification/", said)
    assert answer.status_code in {200, 302}
    assert Classification.objects.count() - before == (answer.status_code == 302)


@CALM
@given(WORDS, st.sampled_from(["", "datasets/", "runs/", "runs/new/", "coverage/", "populations/"]))
def test_whatever_is_asked_is_answered(statistician, query, page):
    for name in ("after", "q", "method", "layout", "of"):
        assert statistician.get(f"{BENCH}{page}", {name: query}).status_code < 500
