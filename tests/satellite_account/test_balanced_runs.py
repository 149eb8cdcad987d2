"""Cells are held with a reason, a run balances around them, and its page says what moved and who held what."""

import pytest
from django.db import DatabaseError, transaction

from foundation.common.errors import Invalid, NotAllowed, WrongState
from satellite_account import actions, balancing
from satellite_account.engine import pinned
from satellite_account.models import Figure, Pin
from tests.satellite_account.finished import Finished

RUNS = "/satellite-account/workbench/runs/"
WANTED = {"balance": "ras", "reason": "Purchases are balanced"}


class TestBalancedRuns(Finished):
    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        cls.table = cls.sources["input_output"][0]
        own = Figure.objects.filter(table__run=cls.run_row, table__code="T13", breakdown="own_estimate")
        cls.cell = own.filter(sto="P.2", product__startswith="NPISH").exclude(counterpart="_T").first()
        cls.bench = f"/satellite-account/workbench/versions/{cls.table.public_id}/pins/"

    def hold(self, **said):
        usual = {"version": self.table, "row": self.cell.counterpart, "industry": self.cell.product}
        usual |= {"reason": "The lease is known", "by": self.office.statistician, "value": 1.5}
        return actions.pin_cell(**(usual | said))

    def test_a_pin_is_an_input_of_the_recipe_and_holds(self):
        free = self.office.run(self.sources, parameters=WANTED)
        pin = self.hold()
        run = self.office.run(self.sources, parameters=WANTED)
        assert run.state == "finished", run.failure
        assert len({self.run_row.recipe, free.recipe, run.recipe}) == 3
        held = run.pins.get()
        assert (held.pin, held.sha256) == (pin, pinned.digest(pin)) and not free.pins.exists()
        mine = Figure.objects.get(table__run=run, table__code="T13", key=self.cell.key)
        assert mine.value == pytest.approx(1.5) and mine.se == 0
        digests = dict(self.run_row.tables.values_list("code", "sha256"))
        assert {c for c, d in run.tables.values_list("code", "sha256") if digests[c] != d} == {"T13"}
        outcomes = dict(run.checks.values_list("code", "outcome"))
        assert (outcomes["1"], outcomes["2"], outcomes["16"]) == ("passed",) * 3
        self._repeated_after_it_was_let_go(run, pin)
        self._shown(run)

    def _repeated_after_it_was_let_go(self, run, pin):
        actions.unpin_cell(pin=pin, by=self.office.statistician)
        from satellite_account.running import advance

        again = advance(actions.repeat_run(run=run, by=self.office.statistician, wake=False))
        assert (again.recipe, again.result) == (run.recipe, run.result)
        steps = [dict(each.artifacts.values_list("step", "sha256")) for each in (run, again)]
        assert steps[0] == steps[1] and "balanced" in steps[0]
        assert not self.office.planned(self.sources, parameters=WANTED).pins.exists()

    def _shown(self, run):
        html = self.page(f"{RUNS}{run.ref}/balanced/")
        assert "The lease is known" in html and str(self.office.statistician) in html and "1.5" in html
        assert "What balancing moved" in self.page(f"{RUNS}{run.ref}/")
        figure = Figure.objects.get(table__run=run, table__code="T13", key=self.cell.key)
        assert f"{run.ref}/balanced/" in self.page(f"{RUNS}{run.ref}/tables/t13/{figure.number}/")
        answer = self.browser().get(f"{RUNS}{run.ref}/balanced/download/")
        lines = b"".join(answer.streaming_content).decode().splitlines()
        assert (
            lines[0].startswith("row,industry,before,after")
            and len(lines) - 1 == len(balancing.moves(run)) > 20
        )

    def test_least_squares_and_gras_close_as_well(self):
        for method in ("least_squares", "gras"):
            run = self.office.run(self.sources, parameters=WANTED | {"balance": method})
            assert run.state == "finished", run.failure
            assert run.checks.get(code="2").outcome == "passed" and balancing.moves(run)

    def test_pins_that_cannot_be_met_fail_the_run_in_words(self):
        self.hold(value=10_000_000.0)
        run = self.office.run(self.sources, parameters=WANTED)
        assert run.state == "failed" and run.failure

    def test_who_what_and_why_are_asked_for(self):
        for said, field in (
            ({"row": "nothing"}, "row"), ({"industry": "nobody"}, "industry"), ({"reason": " "}, "reason"),
            ({"value": float("inf")}, "value"),
        ):  # fmt: skip
            with pytest.raises(Invalid) as refused:
                self.hold(**said)
            assert field in refused.value.errors
        for role in ("publisher", "auditor", "stranger"):
            with pytest.raises(NotAllowed):
                self.hold(by=getattr(self.office, role))
        pin = self.hold()
        with pytest.raises(Invalid):
            self.hold(value=2.0)
        actions.unpin_cell(pin=pin, by=self.office.statistician)
        with pytest.raises(WrongState):
            actions.unpin_cell(pin=pin, by=self.office.statistician)
        self.hold(value=2.0)

    def test_a_pin_is_never_edited_or_deleted(self):
        pin = self.hold()
        rows = Pin.objects.filter(pk=pin.pk)
        for change in (lambda: rows.update(value=3.0), lambda: rows.update(reason="x"), rows.delete):
            with pytest.raises(DatabaseError), transaction.atomic():
                change()

    def test_the_page_holds_a_cell_and_lets_it_go(self):
        said = {"row": self.cell.counterpart, "industry": self.cell.product, "reason": "", "value": "2.5"}
        refused = self.browser().post(self.bench, said).content.decode()
        assert "Error" in refused and 'value="2.5"' in refused
        assert self.browser().post(self.bench, said | {"reason": "Seen"}).status_code == 302
        html = self.page(self.bench)
        assert "Seen" in html and str(self.office.statistician) in html
        assert "Cells that are held" in self.page(self.table.get_absolute_url())
        assert "Hold a cell" not in self.page(self.bench, role="auditor")
        assert self.browser("auditor").post(self.bench, said | {"reason": "Seen"}).status_code == 403
        assert self.browser("publisher").post(f"{self.bench}let-go/", said).status_code == 403
        assert self.browser().post(f"{self.bench}let-go/", said).status_code == 302
        assert "Let go by" in self.page(self.bench) and not pinned.standing([self.table])

    def test_the_form_asks_for_the_table_that_is_balanced(self):
        said = {"title": "x", "wage_variant": "median", "balance": "ras"}
        refused = self.browser().post(f"{RUNS}new/?method=do_now", said).content.decode()
        assert "Select an input-output table: purchases are balanced to it." in refused
