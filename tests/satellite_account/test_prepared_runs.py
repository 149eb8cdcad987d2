"""Alignment, imputation and the nowcast of late returns as steps of a run: in its recipe, to the byte, on its pages."""

import io

import pandas as pd

from satellite_account import actions, prepared
from satellite_account.engine.steps import Work
from satellite_account.methods.tables import year_book
from satellite_account.methods.tables.book import pick
from satellite_account.models import Figure
from satellite_account.running import advance
from tests.satellite_account.finished import Finished, files

RUNS = "/satellite-account/workbench/runs/"
WANTED = {
    "align": "financial",
    "impute": "previous",
    "late": "nowcast",
    "provisional": [2020],
    "reason": "Periods are aligned",
}


def changed(name, change):
    return change(pd.read_csv(io.StringIO(files()[name]))).to_csv(index=False, lineterminator="\n")


def gaps(held):
    held.loc[held["unit_id"].str.endswith("07"), "hours"] = None
    return held


def late(held):
    """Every fifth return of 2020 is not in yet."""
    return held.assign(responded=held["responded"] & ~((held["year"] == 2020) & (held.index % 5 == 0)))


class TestPreparedRuns(Finished):
    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        cls.sources = cls.sources | {
            "accounts": [cls.office.loaded(changed("accounts", gaps), "accounts")],
            "population": [cls.office.loaded(changed("population", late), "population")],
        }
        cls.plain = cls.office.run(cls.sources)
        cls.run_row = cls.office.run(cls.sources, parameters=WANTED, title="Prepared")

    def done(self):
        return {(each.year, each.flag): each for each in prepared.done(self.run_row)}

    def test_each_is_a_step_that_says_what_it_found(self):
        assert self.run_row.state == "finished", self.run_row.failure
        steps = list(self.run_row.artifacts.values_list("step", flat=True))
        assert steps[1:3] == ["prepared-2019", "year-2019"] and "prepared-2020" in steps
        assert "prepared-2019" not in self.plain.artifacts.values_list("step", flat=True)
        done = self.done()
        assert done["2019", "aligned"].organisations > 20 and done["2020", "grossed"].organisations > 20
        assert done["2020", "nowcast"].values > 20 * done["2020", "nowcast"].organisations
        assert ("2019", "nowcast") not in done
        assert done["2019", "ratio"].values > 0

    def test_the_recipe_holds_them_and_the_same_recipe_gives_the_same_bytes_after_a_crash(self):
        assert self.run_row.recipe != self.plain.recipe and self.run_row.result != self.plain.result
        again = actions.repeat_run(run=self.run_row, by=self.office.statistician, wake=False)

        class Killed(BaseException):
            pass

        def dies(run):
            if run.artifacts.count() == 3:
                raise Killed

        try:
            advance(again, after=dies)
        except Killed:
            again.refresh_from_db()
        assert again.state == "running" and again.artifacts.count() == 3
        again = advance(again)
        assert (again.recipe, again.result) == (self.run_row.recipe, self.run_row.result)
        assert dict(again.artifacts.values_list("step", "sha256")) == dict(
            self.run_row.artifacts.values_list("step", "sha256")
        )

    def test_figures_say_how_much_was_imputed_and_that_they_are_provisional(self):
        def gva(run, year):
            return Figure.objects.get(
                table__run=run, table__code="T2", sto="B.1g", sector="S.15", time_period=year
            )

        now, before = gva(self.run_row, "2020"), gva(self.plain, "2020")
        assert now.imputed > before.imputed + 0.05 and now.contributors > before.contributors
        assert (now.obs_status, before.obs_status) == ("P", "E")
        assert abs(now.value / before.value - 1) < 0.1

    def test_intervals_have_the_error_of_found_values(self):
        work = Work(self.run_row)
        for year, variable in ((2019, "hours"), (2020, "B.1g")):
            plain = year_book(work.source.returns(year), year, walks=work.source.walks)
            told, as_reported = (
                pick(book, [variable], classes=("_T", "ACTIVITY", "REGION"))["se"].to_numpy()
                for book in (work.book(year), plain)
            )
            assert (told >= as_reported).all() and told[0] > as_reported[0]

    def test_the_checks_look_at_what_was_found(self):
        outcomes = dict(self.run_row.checks.values_list("code", "outcome"))
        assert {code for code, found in outcomes.items() if found != "passed"} <= {"7", "9", "14", "18"}, (
            outcomes
        )
        source = Work(self.run_row).source
        rows = self.run_row.checks.get(code="4")
        late_ones = {each.flag: each.organisations for each in prepared.done(self.run_row, "2020")}["nowcast"]
        assert rows.examined == 2 * self._nonmarket(source) and late_ones > 0
        assert rows.examined > self.plain.checks.get(code="4").examined

    def _nonmarket(self, source):
        market = source.population.set_index(["year", "unit_id"])["market"]
        used = source.answered().set_index(["year", "unit_id"]).index
        return int((~market.loc[used].astype(bool)).sum())

    def test_a_figure_and_the_run_open_to_it(self):
        figure = Figure.objects.get(
            table__run=self.run_row, table__code="T2", sto="B.1g", sector="S.15", time_period="2020"
        )
        base = f"{RUNS}{self.run_row.ref}/"
        assert "prepared/?year=2020" in self.page(f"{base}tables/t2/{figure.number}/")
        assert "How returns were prepared" in self.page(base)
        html = self.page(f"{base}prepared/?year=2020")
        assert "late, carried forward from the year before" in html and "2019" not in html.split("<h1")[1]
        answer = self.browser().get(f"{base}prepared/download/")
        lines = b"".join(answer.streaming_content).decode().splitlines()
        assert lines[0] == "year,unit_id,variable,value,flag"
        assert len(lines) - 1 == sum(each.values for each in prepared.done(self.run_row))
        assert "took returns as they are" in self.page(f"{RUNS}{self.plain.ref}/prepared/")

    def test_the_form_offers_them_and_asks_for_the_years_of_late_returns(self):
        path = f"{RUNS}new/?method=do_now&like={self.run_row.ref}"
        html = self.page(path)
        assert "How accounting periods are brought to the year" in html
        said = {"title": "x", "wage_variant": "median", "late": "nowcast"}
        refused = self.browser().post(f"{RUNS}new/?method=do_now", said).content.decode()
        assert "Enter the years whose late returns are to be carried forward." in refused
        assert "By days, to years from 1 April" in self.page(f"{RUNS}{self.run_row.ref}/")
