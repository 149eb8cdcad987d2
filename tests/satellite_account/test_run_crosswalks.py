"""A run goes through crosswalks that its recipe names by hash; jobs that are linked calibrate the other method."""

import io

from satellite_account import actions, invented, lineage, lists
from satellite_account.engine import walks
from satellite_account.engine.steps import Work
from satellite_account.methods.classify.lists import ICNP_TO_INDUSTRY, ICNPO_TO_ICNP
from satellite_account.methods.invented import economy
from satellite_account.models import Crosswalk, Run, RunWalk
from tests.satellite_account.finished import Finished, files

UNITS, YEARS = 4_000, 2


def by_icnpo(text: str) -> str:
    """The population's file, in which every culture charity of group A20 stands under ICNPO 1300 alone."""
    import pandas as pd

    held = pd.read_csv(io.StringIO(text), dtype=str)
    bare = held["activity"] == "A20"
    made = held.assign(
        activity=held["activity"].mask(bare, ""), icnpo=pd.Series("1300", held.index).where(bare, "")
    )
    return made.to_csv(index=False, lineterminator="\n")


class TestCrosswalksOfRuns(Finished):
    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        lists.write()
        cls.sources["population"] = [cls.office.loaded(by_icnpo(files()["population"]), "population")]
        cls.built_in = cls.office.run(cls.sources)

    def loaded(self, slug, shares):
        before = Crosswalk.objects.filter(slug=slug).latest("version")
        return actions.load_crosswalk(
            source=before.source, target=before.target, basis="Jobs", shares=shares, before=before,
            by=self.office.statistician,
        )  # fmt: skip

    def changed(self, run):
        digests = dict(self.built_in.tables.values_list("code", "sha256"))
        return {code for code, sha256 in run.tables.values_list("code", "sha256") if digests[code] != sha256}

    def test_the_one_that_is_built_in_is_version_one_and_stands_in_the_recipe(self):
        held = {row.role: row for row in self.built_in.walks.all()}
        assert set(held) == {"activity", "industry"}
        for role, row in held.items():
            assert (row.crosswalk.version, row.sha256) == (1, walks.digest(walks.shares_of(None, role)))

    def test_a_loaded_crosswalk_changes_the_cells_that_it_must_and_the_recipe_shows_it(self):
        """1300 was half sport, half civic; now it is sport alone."""
        walk = self.loaded("icnpo-icnp-tso", ICNPO_TO_ICNP | {"1300": {"A20": 1.0}})
        run = self.office.run(self.sources, crosswalks={"activity": walk})
        assert run.state == "finished" and run.recipe != self.built_in.recipe
        row = run.walks.get(role="activity")
        assert (row.crosswalk, row.sha256) == (walk, walks.digest(walks.shares_of(walk, "activity")))
        assert self.changed(run) >= {"T4", "T6", "T10"}
        # Calibration by section moves every estimate a little; what rests on no sample stays.
        assert "T9" not in self.changed(run)
        cells = {
            each.pk: dict(
                each.tables.get(code="T10")
                .cells.filter(sto="UNITS", time_period="2020", region="_T", size="_T", legal_form="_T")
                .values_list("activity", "value")
            )
            for each in (run, self.built_in)
        }
        now, before = cells[run.pk], cells[self.built_in.pk]
        moved = {code for code in now if now[code] != before[code]}
        assert moved == {"A", "G"} and now["_T"] == before["_T"]
        assert now["A"] - before["A"] == before["G"] - now["G"] > 0
        page = self.page(run.get_absolute_url())
        assert "ICNPO → ICNP/TSO, version 2" in page and row.sha256[:12] in page
        figure = run.tables.get(code="T10").cells.get(
            sto="UNITS", time_period="2020", activity="A", region="_T", size="_T", legal_form="_T"
        )
        opened = self.page(f"{run.get_absolute_url()}tables/t10/{figure.number}/")
        assert "ICNPO → ICNP/TSO, version 2" in opened
        assert [each.role for each in lineage.crosswalks(figure.table)] == ["activity"]

    def test_the_same_shares_under_another_version_are_the_same_recipe(self):
        self.loaded("icnp-tso-industries", ICNP_TO_INDUSTRY | {"L": {"NPISH_94": 1.0}})
        again = self.loaded("icnp-tso-industries", ICNP_TO_INDUSTRY)
        run = self.office.planned(self.sources, crosswalks={"industry": again})
        assert run.recipe == self.built_in.recipe and run.walks.get(role="industry").crosswalk == again
        one, other = (walks.of_run(each).industry.shares for each in (run, self.built_in))
        assert one.equals(other) and list(one) == sorted(one)

    def test_repeating_a_run_goes_through_the_same_crosswalks(self):
        walk = self.loaded("icnp-tso-industries", ICNP_TO_INDUSTRY | {"A": {"NPISH_94": 1.0}})
        run = self.office.run(self.sources, crosswalks={"industry": walk})
        assert self.changed(run) == {"T13", "T14"}
        again = actions.repeat_run(run=run, by=self.office.statistician, wake=False)
        assert again.recipe == run.recipe and again.walks.get(role="industry").crosswalk == walk

    def test_the_form_offers_every_version_and_refuses_others(self):
        walk = self.loaded("icnp-tso-industries", ICNP_TO_INDUSTRY | {"A": {"NPISH_94": 1.0}})
        path = "/satellite-account/workbench/runs/new/?method=do_now"
        page = self.page(path)
        assert "Industries of S.15, version 2" in page and "The one that is built in" in page
        said = {role: str(versions[0].public_id) for role, versions in self.sources.items()}
        said |= {
            "title": "By the new way",
            "wage_variant": "median",
            "crosswalk_industry": f"{walk.slug} {walk.version}",
        }
        answer = self.browser().post(path, said)
        made = Run.objects.latest("pk")
        assert answer.status_code == 302 and made.title == "By the new way"
        assert made.walks.get(role="industry").crosswalk == walk
        refused = self.browser().post(path, said | {"crosswalk_industry": "icnpo-icnp-tso 1"})
        assert refused.status_code == 200 and Run.objects.latest("pk") == made

    def test_a_crosswalk_between_other_classifications_is_refused(self):
        from foundation.common.errors import Invalid

        other = Crosswalk.objects.get(slug="icnpo-icnp-tso", version=1)
        try:
            self.office.planned(self.sources, crosswalks={"industry": other})
        except Invalid as refusal:
            assert "crosswalk_industry" in refusal.errors
        else:
            raise AssertionError

    def test_a_run_fails_when_the_shares_are_not_those_of_its_recipe(self):
        run = self.office.planned(self.sources)
        RunWalk.objects.filter(run=run, role="industry").delete()
        RunWalk.objects.create(run=run, role="industry", sha256="0" * 64)
        from satellite_account.running import advance

        done = advance(run)
        assert done.state == "failed" and "crosswalk industry is not the one" in done.failure

    def test_a_row_with_neither_code_is_named(self):
        text = files()["population"].splitlines()
        at = text[0].split(",").index("activity")
        cells = text[7].split(",")
        cells[at] = ""
        version = self.office.loaded("\n".join([*text[:7], ",".join(cells)]) + "\n", "population")
        problem = version.problems.get()
        assert version.state == "refused" and (problem.row, problem.expected) == (
            8,
            "an activity, or else an ICNPO code",
        )


class TestMatchedJobs(Finished):
    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        made = economy(units=UNITS, years=YEARS, first_year=2019)
        jobs = "".join(
            made.employment(year)[["year", "unit_id", "jobs", "pay"]].to_csv(index=False, header=year == 2019)
            for year in made.years
        )
        links = made.business_links.assign(relationship="dual").to_csv(index=False)
        force = (
            "measure,group,period,value,unit\njobs,_T,2020,9000,jobs\njobs,A,2020,1200,jobs\n"
            "hours,sex: female,2020,4000000,hours\n"
        )
        cls.sources |= {
            "links": [cls.office.loaded(links, "links")],
            "employment": [cls.office.loaded(jobs, "employment")],
            "workforce": [cls.office.loaded(force, "labour")],
        }
        cls.matched = cls.office.run(cls.sources, method="intermediate")

    def figure(self, run, table, **said):
        usual = dict.fromkeys(("activity", "region", "size", "legal_form", "breakdown", "sector"), "_T")
        return run.tables.get(code=table).cells.get(**(usual | {"time_period": "2020"} | said))

    def test_the_method_calibrates_to_linked_jobs_and_pay(self):
        assert self.matched.state == "finished", self.matched.failure
        jobs, before = (self.figure(run, "T8", sto="EMP_JOBS") for run in (self.matched, self.run_row))
        assert jobs.se < before.se and jobs.value != before.value
        returns = Work(self.matched).source.returns(2020)
        assert returns["with_jobs"].sum() > 400 and returns["known_jobs"].sum() > 0
        reached = self.figure(self.matched, "T10", sto="UNITS_WITH_JOBS").value
        assert reached == (returns["with_jobs"] & (returns["sector"] != "S.13")).sum()
        assert {held.role for held in lineage.inputs(jobs.table)} >= {"links", "employment", "workforce"}

    def test_the_labour_force_survey_stands_beside_the_estimate(self):
        assert self.figure(self.matched, "T8", sto="EMP_JOBS", breakdown="labour force survey").value == 9000
        hours = self.figure(self.matched, "T8", sto="EMP_H", breakdown="labour force survey, sex: female")
        assert (hours.value, hours.se) == (4, None)
        assert (
            not self.run_row.tables.get(code="T8").cells.filter(breakdown__startswith="labour force").exists()
        )

    def test_all_checks_that_pass_without_it_pass_with_it(self):
        outcomes = dict(self.matched.checks.values_list("code", "outcome"))
        assert {code for code, outcome in outcomes.items() if outcome != "passed"} <= {"7", "9", "14", "18"}

    def test_wrong_groups_and_measures_are_named(self):
        version = self.office.loaded("measure,group,period,value,unit\nheads,Z,2020,1,jobs\n", "labour")
        found = {problem.column: problem.expected for problem in version.problems.all()}
        assert found["measure"] == "one of jobs, fte, hours, employees" and found["group"].startswith(
            "_T for all"
        )

    def test_the_invented_files_are_those_of_the_economy(self):
        assert set(invented.INPUTS) <= set(self.sources)
