"""What an agreement says comes from the rows of its placement: nothing is typed in twice, nothing is left out."""

from datetime import date

import pytest

from foundation.common.errors import Invalid, WrongState
from secondments import terms
from secondments.actions import agreements, placements
from secondments.models import Agreement, Placement
from secondments.papers.paper import Paragraph
from tests.factories.secondments import TERMS, TODAY, on
from tests.secondments.doors import visitor

pytestmark = pytest.mark.django_db


@pytest.fixture
def signed_off(cast):
    """Conflicts are signed off, HR and finance have approved; the exception waits."""
    row = cast.placement("approvals", outcomes="A tested offer\n\nIn three towns.")
    with on(TODAY):
        for kind in ("hr", "finance"):
            placements.approve(placement=row, kind=kind, by=cast.officer)
        agreements.draw_up(placement=row, by=cast.officer, **TERMS)
        yield Placement.objects.get(pk=row.pk)


def words(text):
    return "\n".join(
        block.text
        for block in terms.paper_of(text).blocks
        if isinstance(block, Paragraph) or block.kind == "heading"
    )


def drafted(row):
    return Agreement.objects.select_related("placement").get(placement=row, state__in=["draft", "issued"])


def test_an_inward_text_is_not_issued_while_no_exception_is_recorded(cast, signed_off):
    with pytest.raises(Invalid) as refused:
        agreements.issue(placement=signed_off, by=cast.officer)
    assert "recruitment exception first" in str(refused.value)
    assert drafted(signed_off).state == "draft"
    with pytest.raises(Invalid) as lacking:
        terms.compose(drafted(signed_off))
    assert list(lacking.value.errors) == ["exception"]
    page = visitor(cast.officer).post(f"/secondments/placements/{signed_off.ref}/issue/", follow=True)
    assert "recruitment exception first" in page.content.decode()


def test_an_exception_is_named_with_its_law(cast, signed_off):
    cast._approvals(signed_off)
    text = agreements.issue(placement=signed_off, by=cast.officer)
    said = words(text)
    assert "exception to selection on merit" in said and "Exception 3: secondment" in said
    assert "Not recorded" not in said and "Fair and open competition" not in said


def test_whoever_won_a_competition_has_a_clause_that_relies_on_no_exception(cast, signed_off):
    placements.record_exception(placement=signed_off, basis="competition", by=cast.officer)
    said = words(agreements.issue(placement=signed_off, by=cast.officer))
    assert "Fair and open competition" in said and "relies on no exception" in said
    assert "Recruitment exception" not in said and "relies on this exception" not in said
    assert "Official Secrets Acts 1911 to 1989 apply to the Secondee" in said


def test_another_ground_after_the_issue_is_not_signed_over(cast, signed_off):
    cast._approvals(signed_off)
    text = agreements.issue(placement=signed_off, by=cast.officer)
    placements.record_exception(placement=signed_off, basis="competition", by=cast.officer)
    with pytest.raises(WrongState):
        cast.sign_all(signed_off, text)


def test_an_outward_text_names_no_ground(cast):
    _inward, row = cast.swapped("agreement")
    with on(TODAY):
        said = words(cast.issue(row))
    assert row.direction == "outward" and "stays bound by the Official Secrets Acts" in said
    assert "Recruitment exception" not in said and "competition" not in said


def test_outcomes_and_the_last_day_of_clearance_are_those_of_the_rows(cast, signed_off):
    cast._approvals(signed_off)
    placements.grant_clearance(
        placement=signed_off, level="bpss", expires_on=date(2029, 3, 31), by=cast.officer
    )
    said = words(agreements.issue(placement=signed_off, by=cast.officer))
    assert "meant to achieve: A tested offer; In three towns." in said
    assert "clearance expires on 31 March 2029" in said


def test_a_clearance_that_comes_after_the_issue_leaves_the_text_another_day_does_not(cast, signed_off):
    cast._approvals(signed_off)
    text = agreements.issue(placement=signed_off, by=cast.officer)
    for expires_on in (date(2029, 3, 31), date(2029, 4, 30)):
        placements.grant_clearance(placement=signed_off, level="bpss", expires_on=expires_on, by=cast.officer)
    assert "clearance expires" not in words(text)
    cast.sign_all(signed_off, text, cast.signers(signed_off)[:1])
    agreements.take_back(placement=signed_off, reason="Name the clearance.", by=cast.officer)
    text = agreements.issue(placement=signed_off, by=cast.officer)
    assert "clearance expires on 30 April 2029" in words(text)
    placements.grant_clearance(
        placement=signed_off, level="bpss", expires_on=date(2028, 1, 31), by=cast.officer
    )
    with pytest.raises(WrongState):
        cast.sign_all(signed_off, text)
