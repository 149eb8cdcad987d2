"""A download that was cut goes on where it stopped, from a folder and from S3; permission is asked at each part."""

import pytest
from django.core.files.storage import storages
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from engagement.consultations import actions
from engagement.consultations.models import Response
from foundation.audit.models import AuditEvent
from foundation.directory.models import Membership
from foundation.documents import ranges, storing
from foundation.documents.models import Document
from tests.documents import makers
from tests.documents.asking import Sender, consultation, found_clean
from tests.documents.test_access import address, with_file
from tests.documents.test_storing import place, server  # noqa: F401 (fixtures)
from tests.factories.consultations import Cast
from tests.hardening.doors import as_

pytestmark = pytest.mark.django_db
CONTENT = makers.pdf(pages=300)
SIZE = len(CONTENT)


@pytest.fixture
def cast(db):
    return Cast()


@pytest.fixture
def released(cast, place):  # noqa: F811
    """The address of a file that the public gets with a published response."""
    row = consultation(cast)
    sender = Sender(row).answered()
    sender.add(("survey.pdf", CONTENT))
    response = sender.send()
    found_clean(response)
    (file,) = Document.objects.of(response)
    actions.publish_responses(responses=[response], by=cast.officer)
    actions.release_file(response=response, file=file, by=cast.officer)
    return f"{row.get_absolute_url()}responses/{response.ref}/files/{file.public_id}/"


def get(address, client=None, **headers):
    return (client or Client()).get(address, headers=headers)


def body(answer):
    return b"".join(answer.streaming_content)


def test_a_cut_download_goes_on_where_it_stopped(released):
    whole = get(released)
    assert whole["Accept-Ranges"] == "bytes" and body(whole) == CONTENT
    cut = SIZE // 3
    rest = get(released, range=f"bytes={cut}-", if_range=whole["ETag"])
    assert rest.status_code == 206 and rest["ETag"] == whole["ETag"]
    assert rest["Content-Range"] == f"bytes {cut}-{SIZE - 1}/{SIZE}"
    assert rest["Content-Length"] == str(SIZE - cut)
    assert CONTENT[:cut] + body(rest) == CONTENT
    assert rest["Content-Disposition"] == whole["Content-Disposition"]
    for name in ("Content-Security-Policy", "X-Content-Type-Options", "Cache-Control", "Content-Type"):
        assert rest[name] == whole[name], name


@pytest.mark.parametrize(
    ("asked", "start", "end"),
    [
        ("bytes=0-0", 0, 1),
        ("bytes=-7", SIZE - 7, SIZE),
        (f"bytes=-{SIZE * 2}", 0, SIZE),
        (f"bytes=10-{SIZE * 9}", 10, SIZE),
        ("Bytes=100-199", 100, 200),
    ],
)
def test_any_one_part_is_given(released, asked, start, end):
    answer = get(released, range=asked)
    assert answer.status_code == 206 and body(answer) == CONTENT[start:end]


@pytest.mark.parametrize(
    "headers",
    [
        {"range": "bytes=5-2"},
        {"range": "bytes=-"},
        {"range": "bytes=a-b"},
        {"range": "lines=1-2"},
        {"range": "bytes=0-1,4-5"},
        {"range": "bytes=" + "0-," * 500},
        {"range": "bytes=" + "9" * 40 + "-"},
        {"range": "bytes=10-", "if-range": '"something else"'},
        {"range": "bytes=10-", "if-range": "Thu, 26 Nov 2026 05:00:00 GMT"},
    ],
)
def test_what_is_no_one_part_of_this_file_is_the_whole(released, headers):
    answer = Client().get(released, headers=headers)
    assert answer.status_code == 200 and body(answer) == CONTENT


@pytest.mark.parametrize("asked", [f"bytes={SIZE}-", f"bytes={SIZE + 5}-{SIZE + 9}", "bytes=-0"])
def test_behind_the_end_there_is_nothing(released, asked):
    answer = get(released, range=asked)
    assert answer.status_code == 416 and answer["Content-Range"] == f"bytes */{SIZE}"
    assert answer.content == b""


def test_each_part_is_asked_for_anew(released):
    tag = get(released)["ETag"]
    Response.objects.update(published_at=None)
    for asked in ("bytes=10-", "bytes=0-0", f"bytes={SIZE}-"):
        assert get(released, range=asked, if_range=tag).status_code == 404


def test_who_left_the_organisation_gets_no_more_of_the_file(cast):
    _row, file = with_file(cast, content=CONTENT)
    browser = as_(cast.member)
    first = get(address(file), browser, range="bytes=0-99")
    assert first.status_code == 206 and body(first) == CONTENT[:100]
    Membership.objects.filter(user=cast.member).delete()
    assert get(address(file), browser, range="bytes=100-").status_code == 404
    assert get(address(file), Client(), range="bytes=100-").status_code == 302


def test_each_part_that_an_official_fetches_is_written_down(cast):
    _row, file = with_file(cast, content=CONTENT)
    for asked in ("bytes=0-99", "bytes=100-"):
        body(get(address(file), as_(cast.officer), range=asked))
    assert AuditEvent.objects.filter(verb="document.downloaded").count() == 2


def test_s3_sends_the_part_alone(released, place, monkeypatch):  # noqa: F811
    """What is fetched from the bucket is what was asked for: a cut gigabyte is not loaded anew."""
    if place == "folder":
        pytest.skip("a folder is read from the place on")
    kept = storages["evidence"]
    monkeypatch.setattr(type(kept), "open", lambda *a, **k: pytest.fail("the whole object was opened"))
    assert body(get(released, range="bytes=500-599")) == CONTENT[500:600]


def test_a_storage_that_is_away_is_said_before_any_byte(released, place):  # noqa: F811
    (file,) = Document.objects.all()
    storing.drop(file.key)
    assert get(released, range="bytes=10-").status_code == 503


@given(st.integers(1, 50), st.integers(0, 60) | st.none(), st.integers(0, 60) | st.none())
def test_a_part_lies_within_the_file_and_holds_what_was_asked(size, first, last):
    asked = f"bytes={'' if first is None else first}-{'' if last is None else last}"
    whole = bytes(range(size))
    try:
        part = ranges.wanted(asked, "", size=size, tag='"t"')
    except ranges.Outside:
        assert (first is None and last == 0) or (first is not None and first >= size)
        return
    if part is None:
        assert (first is None and last is None) or (first is not None and last is not None and last < first)
        return
    assert part.length > 0 and part.start >= 0 and part.start + part.length <= size
    expected = whole[-last:] if first is None else whole[first : None if last is None else last + 1]
    assert whole[part.start : part.start + part.length] == expected
