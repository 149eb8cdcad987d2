"""Statisticians load classifications and crosswalks as versions, name aggregations, and compare; others only read."""

import csv
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from satellite_account.models import Aggregation, Classification, Crosswalk
from satellite_account.sources import lists
from tests.satellite_account import workbooks

BENCH = "/satellite-account/workbench/"
TREE = "code,parent,title\nA,,Arts\nA1,A,Music\nA2,A,Dance\nB,,Learning\n"


def browser(user) -> Client:
    client = Client()
    client.force_login(user, "foundation.accounts.backends.Backend")
    return client


def upload(text: str | bytes, name: str = "list.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, text if isinstance(text, bytes) else text.encode())


@pytest.fixture
def statistician(office):
    return browser(office.statistician)


def load(client, text, path="load-classification/", **said):
    usual = {"title": "Fields", "source": "The office, 2026", "note": "As it came"}
    name = said.pop("name", "list.csv")
    return client.post(BENCH + path, usual | said | {"file": upload(text, name)})


def test_a_classification_is_loaded_and_shown(statistician):
    answer = load(statistician, TREE)
    assert answer.status_code == 302 and answer.url == f"{BENCH}classifications/fields/"
    row = Classification.objects.get(slug="fields")
    assert row.version == 1 and row.codes.get(code="A1").parent.code == "A" and len(row.sha256) == 64
    html = statistician.get(answer.url).content.decode()
    assert "Fields</bdi>, version 1" in html and "Music" in html and "list.csv" in html


def test_parents_may_stand_anywhere_and_workbooks_are_read(statistician):
    rows = [["code", "parent", "title"], ["A1", "A", "Music"], ["A", None, "Arts"]]
    assert load(statistician, workbooks.xlsx(rows), name="list.xlsx").status_code == 302
    assert Classification.objects.get(slug="fields").codes.count() == 2


def test_everything_wrong_is_listed_at_once_and_nothing_is_kept(statistician):
    text = "code,parent,title\nA,Z,Arts\nA,,Again\nB,C,One\nC,B,Other\nD,,\n" + "E" * 30 + ",,Long\n"
    html = load(statistician, text).content.decode()
    assert "There is a problem" in html and not Classification.objects.filter(slug="fields").exists()
    for words in (
        "a code of this file, or nothing", "each once; row 2 has the same", "does not stand below the code itself",
        "a value: the cell is empty", "at most 20 characters",
    ):  # fmt: skip
        assert words in html, words
    heading = load(statistician, "code,parent,titel\nA,,Arts\n").content.decode()
    assert "a column with exactly this name (instead of “titel”?)" in heading


def test_the_next_version_is_compared_and_aggregations_go_on(statistician, office):
    load(statistician, TREE)
    path = f"{BENCH}classifications/fields/"
    for title, codes in (("Stays", "A1, B"), ("Cannot stay", "A2")):
        assert statistician.post(path + "aggregate/", {"title": title, "codes": codes}).status_code == 302
    text = "code,parent,title\nA,,Arts\nA1,,Music and song\nB,,Learning\nC,,Care\n"
    same = load(statistician, TREE, "classifications/fields/load/").content.decode()
    assert "This is what version 1 says already." in same
    assert load(statistician, text, "classifications/fields/load/").url == path
    html = statistician.get(path).content.decode()
    assert "version 2" in html and "Stays" in html and "Cannot stay" not in html
    old = statistician.get(path + "versions/1/").content.decode()
    assert "This is an earlier version." in old and "Cannot stay" in old and "Load a new version" not in old
    compared = statistician.get(path + "versions/2/compare/1/").content.decode()
    for words in ("4 changes", "Renamed", "Music and song", "Moved", "Gone", "New"):
        assert words in compared, words
    kept = list(csv.reader(io.StringIO(statistician.get(path + "versions/1/download/").content.decode())))
    assert kept == list(csv.reader(io.StringIO(TREE)))


def two(client):
    load(client, TREE)
    load(client, "code,parent,title\n1,,One\n2,,Two\n", title="Industries")


def walk(client, text, path="load-crosswalk/"):
    said = {"source": "fields", "target": "industries", "basis": "Employment 2024", "note": "New shares"}
    return client.post(BENCH + path, said | {"file": upload(text)})


def test_a_weighted_crosswalk_is_loaded_and_its_versions_compared(statistician):
    two(statistician)
    text = "source,target,share\nA,1,0.3\nA,2,0.7\nB,2,1\n"
    path = f"{BENCH}crosswalks/fields-industries/"
    assert walk(statistician, text).url == path
    newer = "source,target,share\nA,1,0.5\nA,2,0.5\nA1,1,1\n"
    assert walk(statistician, newer, "crosswalks/fields-industries/load/").url == path
    html = statistician.get(path).content.decode()
    assert "version 2" in html and "Codes that go nowhere:" in html and "B" in html
    compared = statistician.get(path + "versions/2/compare/1/").content.decode()
    assert "4 changes" in compared and "A → 1" in compared and "0.3" in compared
    assert statistician.get(path + "versions/1/download/").content.decode().replace("\r", "") == (
        "source,target,share\nA,1,0.3\nA,2,0.7\nB,2,1.0\n"
    )


def test_everything_wrong_with_a_crosswalk_is_listed_by_row(statistician):
    two(statistician)
    text = "source,target,share\nA,1,0.3\nA,2,0.6\nQ,2,1\nB,9,1\nA1,1,0.5\nA1,1,0.5\n"
    html = walk(statistician, text).content.decode()
    for words in (
        "shares of A that sum to 1", "“<bdi>0.9</bdi>”", "a code of the first classification",
        "a code of the second classification", "each pair once",
    ):  # fmt: skip
        assert words in html, words
    assert "a share above 0" in walk(statistician, "source,target,share\nA,1,1.5\n").content.decode()
    assert not Crosswalk.objects.filter(slug="fields-industries").exists()


def test_shares_rounded_to_six_places_are_scaled(statistician):
    two(statistician)
    load(statistician, "code,parent,title\n1,,One\n2,,Two\n3,,Three\n", "classifications/industries/load/")
    text = "source,target,share\nA,1,0.333333\nA,2,0.333333\nA,3,0.333333\n"
    assert walk(statistician, text).status_code == 302
    shares = Crosswalk.objects.get(slug="fields-industries").shares.values_list("share", flat=True)
    assert sum(shares) == pytest.approx(1, abs=1e-12)


def test_aggregations_are_named_with_every_error(statistician):
    load(statistician, TREE)
    path = f"{BENCH}classifications/fields/aggregate/"
    html = statistician.post(path, {"title": "All", "codes": "A, A1\nZ;Y"}).content.decode()
    assert (
        "A1 stands below A, which is named too." in html
        and "Z is not a code of it." in html
        and "Y is" in html
    )
    assert statistician.post(path, {"title": "All", "codes": "A B"}).status_code == 302
    assert statistician.post(path, {"title": "All", "codes": "A1,B", "note": "Smaller"}).status_code == 302
    assert list(Aggregation.objects.filter(slug="all").order_by("version").values_list("version", "codes")) == [
        (1, ["A", "B"]), (2, ["A1", "B"]),
    ]  # fmt: skip
    assert 'value="All"' in statistician.get(path + "?of=all").content.decode()


def test_only_the_statistician_loads_and_names(statistician, office):
    two(statistician)
    walk(statistician, "source,target,share\nA,1,1\n")
    paths = ["load-classification/", "load-crosswalk/", "classifications/fields/load/"]
    paths += ["classifications/fields/aggregate/", "crosswalks/fields-industries/load/"]
    read = [f"{kind}/versions/1/{rest}" for kind in ("classifications/fields", "crosswalks/fields-industries")
            for rest in ("", "download/", "compare/1/")]  # fmt: skip
    for role, status in (("publisher", 200), ("auditor", 200), ("officer_like", 403), ("stranger", 403)):
        client = browser(getattr(office, role))
        assert {client.get(BENCH + path).status_code for path in paths} == {403}
        assert {load(client, TREE, path).status_code for path in paths} == {403}
        assert {client.get(BENCH + path).status_code for path in read} == {status}
    assert {Client().get(BENCH + path).status_code for path in [*paths, *read]} == {302}
    assert Classification.objects.filter(slug="fields").count() == 1


SHARES = st.dictionaries(
    st.sampled_from("abcd"), st.lists(st.floats(0.01, 1), min_size=1, max_size=5), min_size=1
)


@given(SHARES)
def test_whatever_sums_to_one_is_taken_and_nothing_else(weights):
    found = lists.Found()
    for source, parts in weights.items():
        for target, part in enumerate(parts):
            found.rows.append((2, {"source": source, "target": str(target), "share": part}))
    held = lists.shares(found, set("abcd"), set("01234"))
    off = [source for source, parts in weights.items() if abs(sum(parts) - 1) > lists.ROUNDED * len(parts)]
    assert len(found.wrong) == len(off)
    assert all(sum(parts.values()) == pytest.approx(1) for parts in held.values())
