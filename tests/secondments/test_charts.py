"""Pictures of published figures to take away: what they show, what they hide, in which language."""

from xml.etree import ElementTree

import pytest

from foundation.directory.models import Department
from secondments import making
from secondments.models import MadeFile, QuarterFigures
from secondments.publishing import charts
from tests.secondments.doors import visitor

FLOWS = [["inward", "", "DCMS", None], ["inward", "D", "DCMS", 25], ["inward", "B", "MHCLG", 10]]
PAGE = "/secondments/figures/2020-q1/charts/"


@pytest.fixture
def quarter(cast):
    data = {"rows": [], "flows": FLOWS, "lengths": {}, "recusals": None, "days_to_match": None}
    return QuarterFigures.objects.create(quarter="2020-01-01", data=data, frozen_at="2020-06-01T00:00Z")


def test_each_picture_comes_as_svg_png_and_csv(quarter):
    client = visitor()
    assert "Being made. Look again" in client.get(PAGE).content.decode()
    assert client.get(PAGE + "inward.png").status_code == 404
    assert charts.ask() == 2 and charts.ask() == 0
    making.work()
    page = client.get(PAGE).content.decode()
    for kind in ("svg", "png", "csv"):
        assert f"{PAGE}inward.{kind}" in page
        answer = client.get(f"{PAGE}inward.{kind}")
        assert answer.status_code == 200 and answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Content-Disposition"] == f'attachment; filename="secondments-2020-q1-inward.{kind}"'
    png = client.get(PAGE + "inward.png").content
    assert png.startswith(b"\x89PNG") and len(png) > 5_000
    assert client.get(PAGE + "inward.png").content == png


def test_the_svg_stands_alone_and_says_in_words_what_it_shows(quarter):
    root = ElementTree.fromstring(visitor().get(PAGE + "inward.svg").content)  # noqa: S314  (our own)
    names = {element.tag.rpartition("}")[2] for element in root.iter()}
    assert names == {"svg", "title", "desc", "rect", "text", "path"}
    described = next(one.text for one in root if one.tag.endswith("desc"))
    assert "25" in described and "[c]" in described


def test_hidden_numbers_are_in_no_file(quarter):
    lines = visitor().get(PAGE + "inward.csv").content.decode().splitlines()
    assert len(lines) == 4 and sum(line.endswith(",[c]") for line in lines) == 1
    assert {line.rpartition(",")[2] for line in lines[1:]} == {"[c]", "25", "10"}


def test_names_are_inert_in_the_picture_and_in_the_spreadsheet(quarter):
    Department.objects.filter(code="DCMS").update(name="=1+<script>alert(1)</script>&")
    svg = visitor().get(PAGE + "inward.svg").content.decode()
    assert "<script" not in svg and "&lt;script" in svg
    csv = visitor().get(PAGE + "inward.csv").content.decode()
    assert "'=1+" in csv and ",=1+" not in csv


def test_welsh_pictures_are_in_welsh(quarter):
    charts.ask()
    making.work()
    assert set(MadeFile.objects.values_list("part", flat=True)) == {"inward-en", "inward-cy"}
    english, welsh = (visitor().get(f"{language}{PAGE}inward.svg").content for language in ("", "/cy"))
    assert english != welsh and b'lang="cy"' in welsh
    images = [visitor().get(f"{language}{PAGE}inward.png").content for language in ("", "/cy")]
    assert images[0] != images[1]


@pytest.mark.parametrize("tail", ["outward.svg", "sideways.svg", "inward.exe", "INWARD.svg", "inward."])
def test_a_picture_that_is_not_there_is_a_404(quarter, tail):
    assert visitor().get(PAGE + tail).status_code == 404


def test_pictures_are_everybodys_and_kept_by_caches(quarter):
    for where in (PAGE, PAGE + "inward.svg", PAGE + "inward.csv"):
        assert "public" in visitor().get(where)["Cache-Control"]
