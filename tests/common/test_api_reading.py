import json
from datetime import UTC, datetime, timedelta
from urllib.parse import unquote

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.factories.machines import Machine

LIST = "/api/v1/parcels/"
WHEN = datetime(2026, 11, 3, 14, 5, tzinfo=UTC)


@pytest.fixture
def shelf(parcels):
    """Seven parcels of anna's, three of bert's, one that is public."""
    rows = [parcels(ref=f"P-{n:04d}", owner="anna" if n <= 7 else "bert", label=f"{n}") for n in range(1, 12)]
    rows[-1].is_public = True
    parcels.objects.bulk_create(rows)
    for n, row in enumerate(rows):
        parcels.objects.filter(ref=row.ref).update(updated_at=WHEN + timedelta(minutes=n), sent_at=WHEN)
    return rows


def refs(answer):
    return [row["ref"] for row in answer.json()["results"]]


def walk(machine, address):
    pages = []
    while address:
        answer = machine.get(address)
        assert answer.status_code == 200, answer.content
        pages.append(answer)
        address = answer.json()["next"]
    return pages


def test_a_list_holds_only_the_callers_rows(shelf, machine):
    assert refs(machine.get(LIST)) == [f"P-{n:04d}" for n in (1, 2, 3, 4, 5, 6, 7, 11)]


def test_pages_follow_each_other_without_gap_or_repeat_and_lead_back(shelf, machine):
    pages = walk(machine, f"{LIST}?page_size=3")
    assert [refs(page) for page in pages] == [
        ["P-0001", "P-0002", "P-0003"],
        ["P-0004", "P-0005", "P-0006"],
        ["P-0007", "P-0011"],
    ]
    assert pages[0].json()["previous"] is None
    assert refs(machine.get(pages[2].json()["previous"])) == refs(pages[1])


def test_a_row_written_between_two_pages_disturbs_neither(shelf, machine, parcels):
    first = machine.get(f"{LIST}?page_size=3")
    parcels.objects.create(ref="P-0000", owner="anna", label="late")
    assert refs(machine.get(first.json()["next"]))[:3] == ["P-0004", "P-0005", "P-0006", "P-0007"][:3]


@pytest.mark.django_db
def test_one_query_serves_a_page_however_many_rows_it_has(shelf, machine, django_assert_num_queries):
    for size in (1, 7):
        with django_assert_num_queries(1):
            machine.get(f"{LIST}?page_size={size}")


def test_changes_come_in_the_order_in_which_they_were_made(shelf, machine):
    answer = machine.get(LIST, {"updated_since": "2026-11-03T14:08:00Z"})
    assert refs(answer) == ["P-0004", "P-0005", "P-0006", "P-0007", "P-0011"]


@pytest.mark.parametrize(
    "words", ["2026-11-03T15:10:00+01:00", "2026-11-03t14:10:00.000000001z", "2026-11-03 14:10:00Z"]
)
def test_a_time_may_be_written_in_every_way_of_rfc_3339(shelf, machine, words):
    assert refs(machine.get(LIST, {"updated_since": words})) == ["P-0006", "P-0007", "P-0011"]


def test_a_plus_sign_that_became_a_space_is_understood(shelf, machine):
    assert len(refs(machine.get(f"{LIST}?updated_since=2026-11-03T15:10:00+01:00"))) == 3


def test_filters_narrow_the_list_and_stay_in_its_links(shelf, machine, parcels):
    parcels.objects.filter(ref__in=["P-0002", "P-0005"]).update(state="sent")
    parcels.objects.filter(ref="P-0006").update(state="lost", due_on="2026-12-01")
    assert refs(machine.get(LIST, {"state": "sent,lost"})) == ["P-0002", "P-0005", "P-0006"]
    pages = walk(machine, f"{LIST}?state=sent,lost&page_size=1")
    assert [refs(page) for page in pages] == [["P-0002"], ["P-0005"], ["P-0006"]]
    assert refs(machine.get(LIST, {"due_before": "2026-12-02"})) == ["P-0006"]
    assert refs(machine.get(LIST, {"is_public": "true"})) == ["P-0011"]
    assert refs(machine.get(LIST, {"sent_since": "2026-11-03T14:05:01Z"})) == []


BAD_QUERIES = {
    "owner=bert": "owner",
    "ordering=owner": "ordering",
    "ordering=user__password": "ordering",
    "ordering=ref;drop table": "ordering",
    "ordering=": "ordering",
    "updated_since=2026-11-03T14:08:00Z&ordering=ref": "ordering",
    "page_size=0": "page_size",
    "page_size=-1": "page_size",
    "page_size=101": "page_size",
    "page_size=1000000000000000000": "page_size",
    "page_size=NaN": "page_size",
    "page_size=٣": "page_size",
    "page_size=2&page_size=3": "page_size",
    "page=2": "page",
    "format=json": "format",
    "cursor=1": "cursor",
    "cursor=abc:def:ghi": "cursor",
    "cursor=" + "a" * 900: "cursor",
    "state=here&state=sent": "state",
    "state=here,,sent": "state",
    "state=' or 1=1 --": "state",
    "is_public=1": "is_public",
    "due_before=0000-00-00": "due_before",
    "due_before=2026-1-1": "due_before",
    "due_before=2026-02-30": "due_before",
    "updated_since=0000-00-00T00:00:00Z": "updated_since",
    "updated_since=2026-11-03T14:08:00": "updated_since",
    "updated_since=yesterday": "updated_since",
    "sent_since=99999": "sent_since",
}


@pytest.mark.parametrize(("query", "named"), BAD_QUERIES.items())
def test_a_query_that_is_not_offered_is_a_400_that_names_it(shelf, machine, query, named):
    answer = machine.get(f"{LIST}?{query}")
    assert answer.status_code == 400
    assert answer["Content-Type"] == "application/problem+json"
    assert named in [error["parameter"] for error in answer.json()["errors"]]


@pytest.mark.parametrize(
    "extreme", ["0001-01-01T00:00:00%2B23:59", "9999-12-31T23:59:59-23:59", "2026-11-03T14:05:00%2B17:59"]
)
def test_the_ends_of_time_are_no_error(shelf, machine, extreme):
    assert machine.get(f"{LIST}?updated_since={extreme}").status_code == 200
    assert machine.get(f"{LIST}?sent_since={extreme}").status_code == 200


@pytest.mark.parametrize("query", ["state=he%00re", "%ff=1", "state=%ff", "state=%ed%a0%80", "%00=1"])
def test_bytes_that_are_no_text_are_a_400(shelf, machine, query):
    answer = machine.get(f"{LIST}?{query}")
    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")


def test_the_cursor_of_one_order_does_not_open_another(shelf, machine):
    token = machine.get(f"{LIST}?page_size=2").json()["next"].split("cursor=")[1]
    assert machine.get(f"{LIST}?ordering=-updated_at&cursor={token}").status_code == 400


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(st.data())
def test_a_cursor_that_was_touched_opens_nothing(shelf, machine, data):
    """Any one character changed, taken out or put in makes it a 400; the row it named stays unread."""
    token = machine.get(f"{LIST}?page_size=2").json()["next"].split("cursor=")[1].split("&")[0]
    token = unquote(token)
    place = data.draw(st.integers(0, len(token) - 1))
    letter = data.draw(st.sampled_from("AZaz09-_:.=é %"))
    made_up = token[:place] + letter + token[place + data.draw(st.integers(0, 1)) :]
    answer = machine.get(LIST, {"cursor": made_up})
    assert answer.status_code == (200 if made_up == token else 400)


def test_a_cursor_of_another_caller_shows_nothing_of_theirs(shelf, machine):
    address = Machine("bert parcels:read").get(f"{LIST}?page_size=1").json()["next"]
    assert "P-0009" not in refs(machine.get(address))


def test_a_row_that_is_not_yours_is_not_there(shelf, machine):
    assert machine.get(f"{LIST}P-0001/").status_code == 200
    theirs, nobodys = machine.get(f"{LIST}P-0008/"), machine.get(f"{LIST}P-9999/")
    assert theirs.status_code == nobodys.status_code == 404
    assert theirs.json()["detail"] == nobodys.json()["detail"]


def test_times_are_utc(shelf, machine):
    assert machine.get(f"{LIST}P-0001/").json()["updated_at"] == "2026-11-03T14:05:00Z"


def test_a_reader_who_holds_the_newest_version_gets_no_body(shelf, machine, parcels):
    address = f"{LIST}P-0001/"
    tag = machine.get(address)["ETag"]
    again = machine.get(address, headers={"If-None-Match": f'"other", W/{tag}'})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", tag)
    parcels.objects.filter(ref="P-0001").update(version=2)
    assert machine.get(address, headers={"If-None-Match": tag}).status_code == 200


def test_a_list_has_a_tag_that_changes_with_any_of_its_rows(shelf, machine, parcels):
    tag = machine.get(LIST)["ETag"]
    assert machine.get(LIST, headers={"If-None-Match": tag}).status_code == 304
    parcels.objects.filter(ref="P-0003").update(version=2)
    assert machine.get(LIST, headers={"If-None-Match": tag}).status_code == 200


def test_answers_for_one_client_are_not_for_shared_caches(shelf, machine):
    answer = machine.get(LIST)
    assert answer["Cache-Control"] == "private, no-cache"
    assert "Authorization" in answer["Vary"]


def test_public_rows_need_no_token(shelf):
    answer = Client().get("/api/v1/shelf/")
    assert refs(answer) == ["P-0011"]
    assert Client().get("/api/v1/shelf/P-0001/").status_code == 404


def test_without_a_token_private_rows_are_a_401_that_says_how(shelf):
    answer = Client().get(LIST)
    assert (answer.status_code, answer["WWW-Authenticate"]) == (401, "Bearer")
    assert answer.json()["title"] == "Unauthorized"


def test_a_token_without_the_scope_is_a_403_that_names_it(shelf):
    answer = Machine("anna other:read").get(LIST)
    assert answer.status_code == 403
    assert 'scope="parcels:read"' in answer["WWW-Authenticate"]


def test_a_session_cookie_does_not_open_the_api(shelf, django_user_model):
    browser = Client()
    browser.force_login(django_user_model.objects.create_user("somebody@example.org"))
    assert browser.get(LIST).status_code == 401


@pytest.mark.parametrize("method", ["put", "patch", "delete", "options", "trace"])
def test_methods_that_are_not_offered_are_a_405_that_lists_those_that_are(shelf, machine, method):
    answer = getattr(machine, method)(f"{LIST}P-0001/")
    assert answer.status_code == 405
    assert answer["Allow"] == "GET, HEAD"


def test_only_json_is_offered(shelf, machine):
    assert machine.get(LIST, headers={"Accept": "text/html"}).status_code == 406
    assert machine.get(LIST, headers={"Accept": "application/json"}).status_code == 200


def test_an_unknown_address_is_a_problem_too(shelf, machine):
    answer = machine.get("/api/v1/nothing/")
    assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")
    assert json.loads(answer.content)["instance"] == "/api/v1/nothing/"
