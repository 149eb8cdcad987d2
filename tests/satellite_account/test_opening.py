"""Every figure opens to what it is made of and to the files that it rests on, by their hash."""

import re

from satellite_account import lineage
from satellite_account.methods.accounts.sequence import IDENTITIES
from satellite_account.methods.needs import METHODS
from satellite_account.models import Figure, RunInput
from tests.satellite_account.finished import Finished

RUNS = "/satellite-account/workbench/runs/"


class TestOpening(Finished):
    @classmethod
    def setUpTestData(cls) -> None:
        super().setUpTestData()
        said = {"earlier": cls.run_row.ref, "wage_variant": "minimum", "reason": "other wages"}
        said |= {"provisional": [2020]}
        cls.later = cls.office.run(cls.sources, title="The second vintage", parameters=said)

    def test_a_vintage_with_a_reason_passes_and_marks_its_provisional_years(self):
        marks = Figure.objects.filter(table__run=self.later, table__code="T2", sto="B.1g")
        assert set(marks.filter(time_period="2020").values_list("obs_status", flat=True)) <= {"P", "U"}
        assert "P" not in set(marks.filter(time_period="2019").values_list("obs_status", flat=True))
        assert self.later.checks.get(code="12").outcome == "passed"

    def test_every_table_has_figures_with_values_units_and_marks(self):
        for table in self.later.tables.all():
            cells = Figure.objects.filter(table=table)
            assert table.figures == cells.count() > 0, table.code
            assert cells.exclude(value=None).count() > 0, table.code
            assert not cells.filter(obs_status="").exists() and not cells.filter(conf_status="").exists()
            assert not cells.filter(unit_measure="").exists(), table.code

    def test_what_is_estimated_has_an_interval(self):
        """In every table but T11, which holds what registers know; official figures inside the others are known too."""
        sampled = {
            "T1",
            "T2",
            "T3",
            "T4",
            "T5",
            "T6",
            "T7",
            "T8",
            "T9",
            "T10",
            "T12",
            "T13",
            "T14",
            "T15",
            "T16",
            "T17",
            "T18",
            "T19",
        }
        for table in self.later.tables.filter(code__in=sampled):
            held = Figure.objects.filter(table=table, se__gt=0)
            assert held.exists(), table.code
            for figure in held.exclude(value=None)[:200]:
                assert figure.lower < figure.value < figure.upper and figure.cv > 0

    def test_every_table_names_its_files_by_hash(self):
        roles = {use.source for uses in METHODS.values() for use in uses}
        for table in self.later.tables.all():
            assert set(table.roles) <= roles, table.code
            held = lineage.inputs(table)
            assert {row.role for row in held} == set(table.roles) & set(self.sources), table.code
            assert held, table.code
            assert all(row.sha256 == row.version.sha256 and len(row.sha256) == 64 for row in held)

    def test_every_input_of_the_recipe_is_behind_some_table(self):
        named = {role for table in self.later.tables.all() for role in table.roles}
        assert set(RunInput.objects.filter(run=self.later).values_list("role", flat=True)) <= named

    def test_figures_of_every_table_open_to_their_inputs(self):
        for table in self.later.tables.all():
            for number in {0, table.figures // 2, table.figures - 1}:
                html = self.page(f"{RUNS}{self.later.ref}/tables/{table.code.lower()}/{number}/")
                for row in lineage.inputs(table):
                    assert row.version.get_absolute_url() in html, (table.code, number)
        assert re.search(r"SA-[0-9]{4}-[0-9]{6}", html)

    def test_every_balance_is_the_sum_of_the_terms_it_opens_to(self):
        balances = [identity.left for identity in IDENTITIES]
        held = Figure.objects.filter(
            table__run=self.later, table__code="T3", sto__in=balances
        ).select_related("table")
        opened = 0
        for figure in held:
            terms = lineage.formula(figure)
            if terms:
                opened += 1
                signed = sum((1 if term.sign == "+" else -1) * term.figure.value for term in terms)
                assert abs(signed - figure.value) <= 1e-9 * max(1.0, abs(figure.value)), figure.key
        assert opened == held.count() > 60

    def test_every_total_is_the_sum_of_the_parts_it_opens_to(self):
        for code, sto in (("T4", "B.1g"), ("T10", "UNITS"), ("T19", "B.1g")):
            total = Figure.objects.filter(
                table__run=self.later, table__code=code, sto=sto, activity="_T", sector="_T", region="_T", size="_T",
                legal_form="_T", breakdown="_T", basis="NA", prices="V",
            ).select_related("table").first()  # fmt: skip
            for name, parts in lineage.parts(total):
                assert abs(sum(part.figure.value for part in parts) - total.value) <= 1e-6 * total.value, (
                    code,
                    name,
                )
            assert lineage.parts(total)
