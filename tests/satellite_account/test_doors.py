"""Nothing of the workbench leaves it: every route of the room, in both languages, for everybody who may not read."""

from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import translation

from satellite_account import actions, lists
from satellite_account.building import build
from satellite_account.models import Figure
from satellite_account.urls import app_name, urlpatterns
from tests.factories.satellite import unit, units
from tests.satellite_account.finished import Finished

PUBLIC = {"public"}
ELSEWHERE = (
    "/",
    "/cy/",
    "/satellite-account/",
    "/cy/satellite-account/",
    "/search/",
    "/sitemap.xml",
    "/register/",
)


class TestDoors(Finished):
    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        lists.write()
        register = cls.office.loaded(units(unit(200001, name="A secret society")))
        cls.frame = build(
            actions.plan_frame(
                title="P", day="2025-12-31", versions=[register], by=cls.office.statistician, wake=False
            )
        )
        cls.figure = Figure.objects.filter(table__run=cls.run_row, table__code="T1").first()
        cls.version = register
        cls.table = {"key": cls.sources["input_output"][0].public_id}

    def address(self, name):
        """A route of the room with arguments that lead to rows that are there."""
        of_crosswalk = name.startswith(("crosswalk", "load-crosswalk"))
        known = {
            "slug": "icnpo-icnp-tso" if of_crosswalk else "icnp-tso", "number": 1, "other": 1,
            "ref": self.run_row.ref, "code": "t1", "unit_id": "GB-CHC-200001", "verb": "repeat",
            "key": self.version.public_id if "version" in name or name == "problems" else self.frame.public_id,
        }  # fmt: skip
        known |= {"dataset": {"slug": self.version.dataset.slug}, "new-version": {"slug": self.version.dataset.slug},
                  "check": {"code": "1"}, "waive": {"code": "1"}, "compare": {"other": self.run_row.ref},
                  "pins": self.table, "unpin": self.table,
                  "figure": {"number": self.figure.number}}.get(name, {})  # fmt: skip
        pattern = next(each for each in urlpatterns if each.name == name).pattern
        wanted = pattern.regex.groupindex
        return reverse(f"{app_name}:{name}", kwargs={key: known[key] for key in wanted})

    def addresses(self):
        with translation.override("en"):
            return {each.name: self.address(each.name) for each in urlpatterns if each.name not in PUBLIC}

    def statuses(self, client, prefix="", post=False):
        ask = client.post if post else client.get
        return {name: ask(prefix + path).status_code for name, path in self.addresses().items()}

    def test_every_route_is_there_for_those_who_read(self):
        mine = self.statuses(self.browser())
        assert {status for name, status in mine.items() if name not in {"run-verb", "waive", "unpin"}} == {
            200
        }, mine
        for role in ("auditor", "publisher"):
            assert set(self.statuses(self.browser(role)).values()) <= {200, 302, 403}

    def test_no_route_is_open_to_anybody_else_in_either_language(self):
        for prefix in ("", "/cy"):
            assert set(self.statuses(Client(), prefix).values()) == {302}
            for role in ("stranger", "officer_like"):
                found = self.statuses(self.browser(role), prefix)
                assert set(found.values()) == {403}, found

    def test_nothing_can_be_done_by_those_who_may_not(self):
        assert set(self.statuses(Client(), post=True).values()) <= {302, 405}
        for role in ("stranger", "officer_like"):
            assert set(self.statuses(self.browser(role), post=True).values()) <= {403, 405}
        allowed = {
            name for name, status in self.statuses(self.browser("auditor"), post=True).items() if status < 400
        }
        assert allowed == set()

    def test_a_stranger_cannot_tell_what_is_there_from_what_is_not(self):
        browser = self.browser("stranger")
        there = self.addresses()["run"]
        gone = there.replace(self.run_row.ref, "SA-2026-999999")
        answers = [browser.get(path) for path in (there, gone)]
        assert answers[0].status_code == answers[1].status_code == 403
        bodies = [answer.content.decode().replace("SA-2026-999999", self.run_row.ref) for answer in answers]
        assert len(bodies[0]) == len(bodies[1]) and self.run_row.title not in bodies[0]

    def test_no_public_page_holds_anything_that_is_not_published(self):
        cache.clear()
        for role in (None, "stranger"):
            browser = self.browser(role) if role else Client()
            for path in ELSEWHERE:
                for query in ({}, {"q": self.run_row.ref}, {"q": "A secret society"}):
                    html = browser.get(path, query).content.decode()
                    assert self.run_row.title not in html and self.run_row.result not in html, path
                    assert f"runs/{self.run_row.ref}" not in html and "GB-CHC-200001" not in html, path

    def test_the_public_page_is_whole_in_both_languages(self):
        english = self.client.get("/satellite-account/").content.decode()
        welsh = self.client.get("/cy/satellite-account/").content.decode()
        assert 'lang="cy"' in welsh and "What it measures" not in welsh and "What it measures" in english
        main = welsh.split("<main", 1)[1].split("</main>", 1)[0]
        assert main.count("<h2") == english.split("<main", 1)[1].split("</main>", 1)[0].count("<h2")


def reader(office) -> Client:
    client = Client()
    client.force_login(office.auditor, "foundation.accounts.backends.Backend")
    return client


def test_formulas_are_neutralised_and_free_text_stays_as_it_was(office):
    said = '=cmd|"/c calc"!A1'
    version = office.loaded(units(unit(200001, income=said, name="O’Neill & Söhne <b>")))
    client = reader(office)
    assert "O’Neill &amp; Söhne &lt;b&gt;" in client.get(version.get_absolute_url()).content.decode()
    lines = client.get(f"{version.get_absolute_url()}problems/").content.decode()
    assert "'=cmd|" in lines and "\n=cmd" not in lines and ",=cmd" not in lines


def test_classifications_are_neutralised_too(office):
    codes = [("A", "", "=1+1"), ("B", "", "Plain, “quoted” – text")]
    actions.load_classification(title="Odd", source="x", codes=codes, by=office.statistician)
    path = "/satellite-account/workbench/classifications/odd/versions/1/download/"
    text = reader(office).get(path).content.decode()
    assert "'=1+1" in text and '"Plain, “quoted” – text"' in text
