"""A survey of businesses in a run of "Intermediate": in its recipe by hash, in its estimates, behind every figure."""

from satellite_account import lineage
from satellite_account.engine.inputs import Stored
from satellite_account.methods.invented import economy
from satellite_account.models import Figure
from tests.satellite_account.finished import Finished

UNITS, YEARS = 4_000, 2
RUNS = "/satellite-account/workbench/runs/"


class TestBusinessSurvey(Finished):
    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        made = economy(units=UNITS, years=YEARS, first_year=2019)
        jobs, business = (
            "".join(
                getattr(made, name)(year)[["year", "unit_id", *columns]].to_csv(
                    index=False, header=year == 2019
                )
                for year in made.years
            )
            for name, columns in (("employment", ["jobs", "pay"]), ("business", ["output", "purchases"]))
        )
        links = made.business_links.assign(relationship="dual").to_csv(index=False)
        without = cls.sources | {
            "links": [cls.office.loaded(links, "links")],
            "employment": [cls.office.loaded(jobs, "employment")],
        }
        cls.survey = cls.office.loaded(business, "business")
        cls.without = cls.office.run(without, method="intermediate")
        cls.surveyed = cls.office.run(
            without | {"business": [cls.survey]},
            method="intermediate",
            parameters={"reason": "A survey is in."},
        )

    def figure(self, run, table, **said):
        usual = dict.fromkeys(("activity", "region", "size", "legal_form", "breakdown", "sector"), "_T")
        return run.tables.get(code=table).cells.get(**(usual | {"time_period": "2020"} | said))

    def test_the_recipe_names_its_file_by_hash_and_is_another_recipe(self):
        for run in (self.without, self.surveyed):
            assert run.state == "finished", run.failure
        held = self.surveyed.inputs.get(role="business")
        assert (held.version, held.sha256) == (self.survey, self.survey.sha256)
        assert not self.without.inputs.filter(role="business").exists()
        assert self.surveyed.recipe != self.without.recipe and self.surveyed.result != self.without.result
        assert f"{self.survey.sha256[:12]}" in self.page(self.surveyed.get_absolute_url())

    def test_market_output_and_value_added_are_surer(self):
        for sto, less in (("P.1", 0.95), ("B.1g", 0.7)):
            now, before = (
                self.figure(run, "T2", sto=sto, sector="S.11") for run in (self.surveyed, self.without)
            )
            assert now.se < less * before.se and abs(now.value - before.value) < 3 * before.se, sto
        known = Stored(self.surveyed).returns(2020)
        reached = self.figure(self.surveyed, "T10", sto="UNITS_WITH_OUTPUT")
        assert reached.value == known["with_output"].sum() > 100
        assert not Figure.objects.filter(table__run=self.without, sto="UNITS_WITH_OUTPUT").exists()

    def test_every_estimate_opens_to_the_survey(self):
        for code in ("T1", "T2", "T4", "T10", "T13", "T15"):
            table = self.surveyed.tables.get(code=code)
            assert self.survey in [held.version for held in lineage.inputs(table)], code
        figure = self.figure(self.surveyed, "T2", sto="P.1", sector="S.11")
        opened = self.page(f"{RUNS}{self.surveyed.ref}/tables/t2/{figure.number}/")
        assert self.survey.get_absolute_url() in opened and self.survey.sha256[:12] in opened

    def test_what_passes_without_it_passes_with_it(self):
        outcomes = dict(self.surveyed.checks.values_list("code", "outcome"))
        before = dict(self.without.checks.values_list("code", "outcome"))
        worse = {code for code in outcomes if before[code] == "passed" and outcomes[code] != "passed"}
        assert worse <= {"7", "9"}, worse

    def test_the_form_offers_it_and_the_method_does_without(self):
        page = self.page("/satellite-account/workbench/runs/new/?method=intermediate")
        assert "Output and purchases of the matched market producers" in page
        assert "Output and purchases" not in self.page("/satellite-account/workbench/runs/new/?method=do_now")

    def test_what_is_wrong_in_a_survey_is_named(self):
        text = "year,unit_id,output,purchases\n2020,INV-COH-1,-5,x\n20,INV-COH-2,1,1\n"
        found = {
            (row.row, row.column): row.expected for row in self.office.loaded(text, "business").problems.all()
        }
        assert found == {
            (2, "output"): "a number that is not below zero",
            (2, "purchases"): "a number, such as 12.5",
            (3, "year"): "a year, such as 2024",
        }
