"""The queues as CSV: the same rows as the pages, bounded, streamed, with no cell that a spreadsheet would run."""

import csv
import io

import pytest

from engagement.requests import listing
from engagement.requests.enums import State
from foundation.audit.models import AuditEvent
from tests.requests.queue_doors import browser, rows


def table(answer) -> list[list[str]]:
    return list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))


def test_the_download_holds_what_the_page_shows(cast):
    (meant,) = rows(cast.respondent, 1, kind="funding_query")
    rows(cast.respondent, 2)
    client = browser(cast.triage)
    answer = client.get("/triage/download/?kind=funding_query")
    assert (
        answer["Content-Type"] == "text/csv; charset=utf-8" and "attachment" in answer["Content-Disposition"]
    )
    head, *found = table(answer)
    assert head[0] == "reference" and [line[0] for line in found] == [meant.ref]
    assert len(table(client.get("/triage/download/"))) == 4
    assert len(table(client.get(f"/triage/download/?q={meant.ref}"))) == 2


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_no_cell_is_a_formula(cast, start):
    rows(cast.respondent, 1, title=f"{start}HYPERLINK(1)", organisation_name=f'{start}cmd|"/C calc"!A0')
    (line,) = table(browser(cast.triage).get("/triage/download/"))[1:]
    assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in line)


def test_it_is_read_in_chunks_up_to_a_limit(cast, monkeypatch):
    monkeypatch.setattr(listing, "CHUNK", 4)
    made = rows(cast.respondent, 14)
    answer = browser(cast.triage).get("/triage/download/")
    assert answer.streaming
    assert [line[0] for line in table(answer)[1:]] == [row.ref for row in made]
    monkeypatch.setattr(listing, "MOST_EXPORTED", 6)
    assert len(table(browser(cast.triage).get("/triage/download/"))) == 7


def test_a_department_downloads_its_own_and_nobody_elses(cast):
    (ours,) = rows(cast.respondent, 1, State.ROUTED, department=cast.dcms)
    rows(cast.respondent, 1, State.ROUTED, department=cast.mhclg)
    rows(cast.respondent, 1)
    client = browser(cast.officer)
    for tab in ("accept", "all"):
        assert [line[0] for line in table(client.get(f"/desk/download/?tab={tab}"))[1:]] == [ours.ref]
    assert client.get("/desk/download/?department=MHCLG").status_code == 400


def test_only_those_who_may_open_the_queue(cast, client):
    assert client.get("/triage/download/").status_code == 302
    for role in ("officer", "member", "stranger"):
        assert browser(getattr(cast, role)).get("/triage/download/").status_code == 403
    for role in ("triage", "auditor", "member"):
        assert browser(getattr(cast, role)).get("/desk/download/").status_code == 403


def test_a_download_leaves_a_trace_without_words(cast):
    rows(cast.respondent, 1)
    answer = browser(cast.triage).get("/triage/download/?kind=information&q=plain")
    table(answer)
    event = AuditEvent.objects.get(verb="request.exported")
    assert event.facts == {"filters": ["kind"]} and event.target_ref == "with-us"


@pytest.mark.parametrize(
    "query", ["?sort=password", "?nope=1", "?kind=x", "?tab=zzz", "?kind=event&kind=visit"]
)
def test_hostile_addresses_are_refused(cast, query):
    assert browser(cast.triage).get(f"/triage/download/{query}").status_code == 400
