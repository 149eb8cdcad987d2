"""Every rule that the account must satisfy is a named check: its severity, its tolerance, who may waive it, since when
it fails, and the published inconsistency that is accepted with a note."""

import re

import pytest
from django.db import DatabaseError, transaction

from foundation.common.errors import Invalid, NotAllowed, WrongState
from satellite_account import actions
from satellite_account.engine import checking, recipes
from satellite_account.enums import Outcome
from satellite_account.forms.runs import QUARTERLY_WORDS
from satellite_account.methods import CHECKS, QUARTERLY
from satellite_account.methods.needs import METHODS as USES
from satellite_account.models import CheckResult, Figure, Note, Waiver
from satellite_account.sources import layouts
from tests.house.code import ROOT
from tests.satellite_account.finished import Finished

DOC = ROOT / "docs/satellite-account.md"
ROW = re.compile(
    r"^\| ([0-9]{1,2}[abc]?) \| ([^|]+) \| (error|warning) \| ([^|]+) \| (statistician|publisher|nobody) \|",
    re.M,
)
ACCEPTED = ("AC-1", "AC-2", "AC-3", "AC-4", "AC-5", "AC-6", "AC-7", "AC-8", "AC-9", "AC-10", "AC-11", "AC-13")
ACCEPTED += ("AC-15", "AC-16", "AC-17", "AC-18", "AC-23", "AC-26")


def test_the_document_lists_every_check_as_it_is():
    said = {row[0]: row[1:] for row in ROW.findall(DOC.read_text())}
    assert set(said) == set(CHECKS)
    for key, check in CHECKS.items():
        name, severity, tolerance, waived_by = (part.strip() for part in said[key])
        used = checking.TOLERANCES.get(key, check.tolerance)
        assert (name, severity, float(tolerance), waived_by) == (
            check.name,
            check.severity,
            used,
            check.waived_by,
        )


def test_the_document_names_a_test_for_every_acceptance_number():
    text = DOC.read_text()
    rows = dict(re.findall(r"^\| (AC-[0-9]+) \| ([^|]+) \|", text, re.M))
    assert list(rows) == list(ACCEPTED)
    known = {
        name
        for path in (ROOT / "tests/satellite_account").rglob("test_*.py")
        for name in re.findall(r"^def (test_\w+)", path.read_text(), re.M)
    }
    for number, cell in rows.items():
        named = re.findall(r"`(test_\w+)`", cell)
        assert named and set(named) <= known, (number, set(named) - known)
        assert all(name.startswith("test_" + number.lower().replace("-", "") + "_") for name in named)
    written = {name for name in known if re.match(r"test_ac[0-9]+_", name)}
    assert written == {name for cell in rows.values() for name in re.findall(r"`(test_\w+)`", cell)}


@pytest.mark.parametrize("method", list(USES))
def test_a_methods_needs_are_one_list(method):
    recipe = recipes.METHODS[method]
    assert [(need.role, need.must) for need in recipe.needs] == [
        (use.source, use.must) for use in USES[method]
    ]
    assert [str(need.says) for need in recipe.needs] == [use.purpose for use in USES[method]]
    known = {layout.key for layout in layouts.every()}
    assert all(set(need.layouts) <= known for need in recipe.needs)


def test_the_form_offers_every_way_to_quarters():
    assert tuple(QUARTERLY_WORDS) == QUARTERLY


class TestChecksOfRuns(Finished):
    def test_every_check_is_kept_with_its_rule(self):
        held = {row.code: row for row in self.run_row.checks.all()}
        assert list(held) == list(CHECKS)
        for key, check in CHECKS.items():
            row = held[key]
            used = checking.TOLERANCES.get(key, check.tolerance)
            assert (row.title, row.severity, row.waived_by, row.tolerance) == (
                check.name, check.severity, check.waived_by, used,
            )  # fmt: skip
            assert row.text == check.text and row.outcome != Outcome.NOT_RUN, (key, row.lacking)

    def test_a_waiver_needs_a_person_and_a_reason(self):
        row = self.run_row.checks.get(code="18")
        with pytest.raises(Invalid):
            actions.waive(check=row, reason="  ", by=self.office.publisher)
        with pytest.raises(DatabaseError), transaction.atomic():
            Waiver.objects.create(check_result=row, reason="", by=self.office.publisher)
        with pytest.raises(DatabaseError), transaction.atomic():
            Waiver.objects.create(check_result=row, reason="nobody", by=None)
        for role in ("statistician", "auditor", "stranger", "officer_like"):
            with pytest.raises(NotAllowed):
                actions.waive(check=row, reason="x", by=getattr(self.office, role))
        waived = actions.waive(check=row, reason="No lead yet.", by=self.office.publisher)
        assert (waived.by, waived.reason) == (self.office.publisher, "No lead yet.")
        assert not CheckResult.objects.failing().filter(pk=row.pk).exists()
        with pytest.raises(WrongState):
            actions.waive(check=row, reason="twice", by=self.office.publisher)

    def test_what_passed_cannot_be_waived_and_some_rules_nobody_waives(self):
        with pytest.raises(WrongState):
            actions.waive(check=self.run_row.checks.get(code="1"), reason="x", by=self.office.publisher)
        row = self.run_row.checks.get(code="16")
        for role in ("statistician", "publisher", "auditor"):
            with pytest.raises(NotAllowed):
                actions.waive(check=row, reason="x", by=getattr(self.office, role))


class TestPublishedInconsistency(Finished):
    @classmethod
    def setUpTestData(cls) -> None:
        """An official figure that is 70 million off what S.15 leaves: more than 0.05bn, as it was published."""
        super().setUpTestData()
        from tests.satellite_account.finished import files

        lines = files()["npish"].splitlines()
        at = lines[0].split(",").index("published")
        moved = [lines[0]]
        for line in lines[1:]:
            cells = line.split(",")
            cells[at] = str(float(cells[at]) + 70)
            moved.append(",".join(cells))
        off = cls.office.loaded("\n".join(moved) + "\n", "npish")
        cls.off = cls.office.run(cls.sources | {"npish": [off]}, title="As published")

    def test_it_fails_with_where_and_by_how_much_and_is_accepted_with_a_note(self):
        row = self.off.checks.get(code="17")
        assert (row.outcome, row.failures) == (Outcome.FAILED, 2)
        assert {place["where"] for place in row.places} == {"2019", "2020"}
        # The official figure is printed to a tenth of a million.
        assert [place["difference"] for place in row.places] == pytest.approx([-70.0] * 2, abs=0.051)
        assert row.worst == pytest.approx(70.0, abs=0.051)
        assert row.failing_since == self.off
        reason = "The official figure was published with this gap; it is left as printed."
        actions.waive(check=row, reason=reason, by=self.office.publisher)
        actions.note(
            run=self.off, table="T15", body="Published as it is: see check 17.", by=self.office.publisher
        )
        assert Note.objects.filter(run=self.off, table="T15").count() == 1
        assert reason in self.page(f"/satellite-account/workbench/runs/{self.off.ref}/checks/17/")
        assert "see check 17" in self.page(f"/satellite-account/workbench/runs/{self.off.ref}/tables/t15/")
        # It stays a failure, accepted: nothing was changed to make it pass.
        assert self.off.checks.get(code="17").outcome == Outcome.FAILED
        assert self.run_row.checks.get(code="17").outcome == Outcome.PASSED


class TestEarlierVintages(Finished):
    def test_what_an_earlier_vintage_published_cannot_be_hidden_again_and_nobody_waives_it(self):
        assert Figure.objects.filter(table__run=self.run_row, conf_status="C").exists()
        first = self.office.run(
            self.sources, parameters={"least_returns": 0}, title="Nothing was confidential"
        )
        assert not Figure.objects.filter(table__run=first, conf_status__in=["C", "D"]).exists()
        assert first.checks.get(code="16").outcome == Outcome.PASSED
        said = {"earlier": first.ref, "reason": "now protected"}
        second = self.office.run(self.sources, parameters=said, title="Too late")
        row = second.checks.get(code="16")
        assert (row.outcome, row.worst) == (Outcome.FAILED, 1.0) and row.failures > 5
        assert all("follows from published figures" in place["where"] for place in row.places)
        with pytest.raises(NotAllowed):
            actions.waive(check=row, reason="It is too late.", by=self.office.publisher)
        assert second.tables.get(code="T4").sha256 == self.run_row.tables.get(code="T4").sha256
