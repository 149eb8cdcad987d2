"""What a placement costs is worked out from the agreement's own row, on its page and in its paper."""

import io
from datetime import date

import pytest
from docx import Document

from foundation.common.errors import Invalid
from secondments import costing, terms
from secondments.actions import agreements
from secondments.costs.terms import Party
from secondments.models import Agreement
from secondments.papers import docx, pdf
from secondments.wording import pounds
from tests.factories.secondments import TERMS, TODAY, on
from tests.secondments.doors import visitor

pytestmark = pytest.mark.django_db
INCOME = {"small": 60_000, "large": 5_000_000}
YEAR = {"starts_on": date(2027, 2, 1), "ends_on": date(2028, 1, 31)}


def drawn_up(cast, *, post=None, way="inward", size="small", **said):
    """The draft of a placement of a year at 60 per cent of full time, with its row as it stands."""
    row = cast.placement("clearance", **(YEAR | {"fte_percent": 60, "shape": "part"} | (post or {})))
    type(row.home).objects.filter(pk=row.home.pk).update(income=INCOME[size])
    with on(TODAY):
        agreements.draw_up(placement=row, by=cast.officer, **(TERMS | {"salary_pence": 3_000_000} | said))
    return again(row)


def again(row):
    return Agreement.objects.select_related("placement").get(placement=row, state="draft")


def amounts(text):
    return {line.said.code: line.amount for line in costing.costing(text).lines}


def test_national_insurance_is_on_the_pay_for_the_time_worked_at_home(cast):
    text = drawn_up(cast, home_fte_percent=60)
    # £18,000 for 60% of full time, all of it at the host; 15% of what is above £5,000.
    assert amounts(text)["salary"] == 1_800_000
    assert amounts(text)["employer_ni"] == 195_000


def test_of_somebody_full_time_the_share_of_the_placement_counts(cast):
    text = drawn_up(cast, home_fte_percent=100)
    assert amounts(text)["salary"] == 1_800_000
    assert amounts(text)["employer_ni"] == 225_000  # 60% of 15% of £25,000


def test_the_employment_allowance_takes_national_insurance_away_and_the_levy_adds_to_it(cast):
    text = drawn_up(cast, home_fte_percent=100, employment_allowance=True, pays_levy=True)
    found = amounts(text)
    assert "employer_ni" not in found
    assert found["apprenticeship_levy"] == 9_000  # 0.5% of £18,000
    notes = terms.terms_of(text).cost_notes
    assert any("Employment Allowance" in note for note in notes)


def test_nobody_can_be_lent_for_longer_than_they_work(cast):
    with pytest.raises(Invalid) as refused:
        drawn_up(cast, home_fte_percent=50)
    assert "60%" in str(refused.value.errors["home_fte_percent"][0])


PROMISED = {"post": {"backfill_grant": True, "reimbursed_percent": 50}}
COVER = {"home_fte_percent": 60, "cover_pence": 2_400_000, "cover_share_percent": 80, "pension_percent": 0}


def test_a_promised_grant_is_figured_from_what_cover_costs(cast):
    text = drawn_up(cast, **PROMISED, **COVER)
    found = costing.costing(text)
    # Half of £18,000 and £1,950 is repaid; the grant is 80% of the rest of £24,000.
    assert found.borne_by(Party.PROGRAMME) == 80 * (2_400_000 - 997_500) // 100
    said = terms.terms_of(text).backfill
    assert "£11,220.00" in said and "80%" in said and "£24,000.00 a year" in said


@pytest.mark.parametrize(
    ("post", "size"), [({"reimbursed_percent": 50}, "small"), (PROMISED["post"], "large")]
)
def test_no_grant_without_a_promise_or_for_a_large_body(cast, post, size):
    text = drawn_up(cast, post=post, size=size, **COVER)
    found = costing.costing(text)
    assert found.grants == () and found.borne_by(Party.PROGRAMME) == 0
    assert terms.terms_of(text).backfill == ""


def test_the_words_about_vat_follow_direction_and_choice_and_ones_own_words_stay(cast):
    text = drawn_up(cast)
    row = text.placement
    assert "which a department cannot recover" in text.vat

    def written(**said):
        agreements.draw_up(placement=row, by=cast.officer, **said)
        return again(row).vat

    with on(TODAY):
        assert written(charges_vat=False) == costing.NO_VAT
        assert written(charges_vat=True) == costing.VAT["inward"]
        assert written(vat="as HMRC agreed", charges_vat=False) == "as HMRC agreed"


def test_outward_the_host_is_no_department(cast):
    _inward, row = cast.swapped("agreement")
    with on(TODAY):
        agreements.draw_up(placement=row, by=cast.officer, **TERMS, vat_recovered_percent=40)
    text = again(row)
    assert "department" not in text.vat and "taxable supplies" in text.vat
    found = costing.costing(text)
    vat = sum(one.vat for one in found.instalments)
    assert vat and abs({line.said.code: line.amount for line in found.lines}["vat_lost"] - vat * 0.6) < 1


def words_of(paper):
    document = Document(io.BytesIO(docx.render(paper)))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(one.text for one in document.paragraphs), *cells])


def test_paper_and_page_say_the_same_costs(cast):
    text = drawn_up(cast, **PROMISED, **COVER)
    paper = terms.compose(text)
    said = words_of(paper)
    assert "Schedule of costs" in said and "Who bears it in the end" in said
    page = visitor(cast.lead).get(f"/secondments/placements/{text.placement.ref}/agreement/").content.decode()
    found = costing.costing(text)
    for party in Party:
        assert pounds(found.borne_by(party)) in said
        assert pounds(found.borne_by(party)) in page
    assert "Employer’s National Insurance on pay of £18,000.00 a year" in said
    assert "Backfill grant" in page and "Backfill grant" in said
    assert pdf.render(paper).startswith(b"%PDF")


def test_the_form_asks_for_cover_where_a_grant_is_promised_and_keeps_what_was_typed(cast):
    text = drawn_up(cast, **PROMISED)
    where = f"/secondments/placements/{text.placement.ref}/draw-up/"
    client = visitor(cast.officer)
    assert 'name="cover_pence"' in client.get(where).content.decode()
    page = client.post(where, {"home_fte_percent": "50", "cover_pence": "24000"}).content.decode()
    assert 'value="50"' in page and 'value="24000"' in page


def test_the_form_asks_nothing_about_cover_where_no_grant_was_promised(cast):
    where = f"/secondments/placements/{drawn_up(cast).placement.ref}/draw-up/"
    page = visitor(cast.officer).get(where).content.decode()
    assert "cover_pence" not in page and "employment_allowance" in page


def test_the_form_of_a_department_that_sends_somebody_has_no_employment_allowance(cast):
    _inward, row = cast.swapped("agreement")
    page = visitor(cast.officer).get(f"/secondments/placements/{row.ref}/draw-up/").content.decode()
    assert "pays_levy" in page and "employment_allowance" not in page
