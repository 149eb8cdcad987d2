"""Amendment, extension and early end: a paper that says what changes, under which the earlier text stays as it was."""

from datetime import date, timedelta
from io import BytesIO
from zipfile import ZipFile

import pytest

from foundation.common.errors import Invalid, NotAllowed, WrongState
from secondments import lines, making, terms
from secondments.actions import agreements, changes, clock, endings, life, placements
from secondments.models import Placement
from secondments.presenting import turn
from tests.factories.secondments import START, on
from tests.secondments.doors import visitor

ENDS = date(2027, 7, 31)
MAY = date(2027, 5, 3)


def fresh(row):
    return Placement.objects.get(pk=row.pk)


@pytest.fixture
def running(cast):
    return cast.placement("active")


def amended(cast, row, **said):
    changes.amend(placement=row, change_note="The team moved.", by=cast.officer, **said)
    return agreements.issue(placement=row, by=cast.officer)


def test_the_paper_names_what_changes_and_nothing_else(cast, running):
    with on(MAY):
        text = amended(cast, running, location="Leeds", line_manager="Priya Nair")
    paper = terms.paper_of(text)
    (table,) = [block for block in paper.blocks if block.kind == "table"]
    assert {row[0]: row[1:] for row in table.rows} == {
        "Location": ("the host’s usual place of work", "Leeds"),
        "Line manager": (cast.host_manager.name, "Priya Nair"),
    }
    assert (paper.kind, paper.version, text.number) == ("amendment", 2, 2)
    words = " ".join(block.text for block in paper.blocks if block.kind == "paragraph")
    assert running.agreement.text_hash in words and "The team moved." in words


def test_the_earlier_agreement_is_left_as_it_was_signed(cast, running):
    first = running.agreement
    with on(MAY):
        cast.sign_all(running, amended(cast, running, location="Leeds"))
    row = fresh(running)
    first.refresh_from_db()
    assert (row.agreement.number, row.agreement.kind, row.agreement.location) == (2, "amendment", "Leeds")
    assert (first.state, first.location) == ("signed", "the host’s usual place of work")
    assert terms.paper_of(first).content_hash == first.text_hash
    with on(MAY):
        second = amended(cast, row, hours="30 hours a week")
    assert second.follows == row.agreement
    assert "Leeds" not in str(terms.paper_of(second).content()["blocks"][-1])


def test_what_happens_later_does_not_change_what_was_signed(cast, running):
    """The learning plan stands in the agreement: written anew, the signed text and its signatures stay valid."""
    life.plan_learning(placement=running, outcomes=["Read a budget"], by=cast.person)
    text = fresh(running).agreement
    assert terms.paper_of(text).content_hash == text.text_hash
    assert terms.compose(text).content_hash != text.text_hash
    making.work()
    file = visitor(cast.lead).get(f"{running.get_absolute_url()}agreement/1/docx/").content
    words = ZipFile(BytesIO(file)).read("word/document.xml").decode()
    assert "Not yet signed" not in words and "Read a budget" not in words


def test_nothing_to_change_is_no_paper(cast, running):
    with on(MAY), pytest.raises(Invalid):
        changes.amend(placement=running, change_note="Just so.", by=cast.officer)
    assert running.agreements.count() == 1


@pytest.mark.parametrize("effective", [START - timedelta(1), ENDS + timedelta(1)])
def test_a_change_takes_effect_within_the_placement(cast, running, effective):
    with on(MAY), pytest.raises(Invalid) as refused:
        changes.amend(
            placement=running, change_note="x", location="Leeds", effective_on=effective, by=cast.officer
        )
    assert "effective_on" in refused.value.errors


def test_an_earlier_last_day_is_no_amendment(cast, running):
    with on(MAY), pytest.raises(Invalid) as refused:
        changes.amend(placement=running, change_note="x", ends_on=ENDS - timedelta(1), by=cast.officer)
    assert "ends_on" in refused.value.errors


def test_one_paper_at_a_time(cast, running):
    with on(MAY):
        changes.amend(placement=running, change_note="x", location="Leeds", by=cast.officer)
        with pytest.raises(Invalid):
            changes.amend(placement=running, change_note="y", location="York", by=cast.officer)


def test_only_the_officer_draws_up_changes(cast, running):
    for by in (cast.person, cast.lead, cast.host_manager, cast.other_officer, cast.auditor):
        with on(MAY), pytest.raises(NotAllowed):
            changes.amend(placement=running, change_note="x", location="Leeds", by=by)


# The gates again


@pytest.mark.parametrize(("until", "fits"), [(date(2029, 1, 31), True), (date(2029, 2, 1), False)])
def test_an_extension_keeps_24_months_to_the_day(cast, running, until, fits):
    said = {"placement": running, "change_note": "More time.", "ends_on": until, "by": cast.officer}
    with on(MAY):
        if fits:
            assert changes.amend(**said).kind == "extension"
        else:
            with pytest.raises(Invalid):
                changes.amend(**said)
            assert changes.amend(**said, reference="CSC/2").ends_on == until
            assert running.approvals.get(kind="commission").reference == "CSC/2"


@pytest.mark.parametrize(("until", "fits"), [(date(2027, 9, 30), True), (date(2027, 10, 1), False)])
def test_an_extension_ends_with_the_persons_own_contract(cast, until, fits):
    row = cast.placement("active", plan={"contract_ends_on": date(2027, 9, 30)})
    said = {"placement": row, "change_note": "More time.", "ends_on": until, "by": cast.officer}
    with on(MAY):
        if fits:
            cast.sign_all(row, (changes.amend(**said), agreements.issue(placement=row, by=cast.officer))[1])
            assert fresh(row).ends_on == until
        else:
            with pytest.raises(Invalid) as refused:
                changes.amend(**said)
            assert "ends_on" in refused.value.errors


def test_what_the_commission_approved_is_extended_past_its_day_with_a_new_reference_alone(cast):
    row = cast.placement("approvals")
    approved = {"kind": "commission", "reference": "CSC/1", "until": ENDS + timedelta(29), "by": cast.officer}
    row = placements.approve(placement=row, **approved)
    row = cast.start(cast._agreement(cast._clearance(cast._approvals(row))))
    said = {
        "placement": row,
        "change_note": "More time.",
        "ends_on": ENDS + timedelta(30),
        "by": cast.officer,
    }
    with on(MAY):
        with pytest.raises(Invalid) as refused:
            changes.amend(**said)
        assert "reference" in refused.value.errors
        assert changes.amend(**said, reference="CSC/2").kind == "extension"


@pytest.mark.parametrize(("until", "fits"), [(date(2027, 8, 31), True), (date(2027, 9, 1), False)])
def test_an_extension_keeps_twelve_months_before_the_next_exception(cast, running, until, fits):
    """Another placement of the same person is planned for 31 August 2028."""
    nominee = running.nomination.candidate
    with on(MAY):
        nominee.state = "agreed"
        nominee.save()
        post = cast.post(
            title="Again", starts_on=date(2028, 8, 31), ends_on=date(2028, 12, 1), closes_on=date(2028, 6, 1)
        )
        second = cast.nomination(post, nominee)
        second.state, second.decision, second.announced_at = "matched", "match", second.updated_at
        second.save()
        placements.place(nomination=second, by=cast.officer)
        said = {"placement": running, "change_note": "More.", "ends_on": until, "by": cast.officer}
        if fits:
            assert changes.amend(**said).ends_on == until
        else:
            with pytest.raises(Invalid) as refused:
                changes.amend(**said)
            assert "ends_on" in refused.value.errors


def test_a_clause_that_allows_so_much_allows_no_more(cast):
    row = cast.placement("agreement")
    agreements.draw_up(placement=row, by=cast.officer, extension_until=date(2027, 9, 30), **said_terms())
    cast.sign_all(row, agreements.issue(placement=row, by=cast.officer))
    row = cast.start(fresh(row))
    with on(MAY):
        with pytest.raises(Invalid):
            changes.amend(placement=row, change_note="x", ends_on=date(2027, 10, 1), by=cast.officer)
        assert changes.amend(placement=row, change_note="x", ends_on=date(2027, 9, 30), by=cast.officer)


def said_terms():
    from tests.factories.secondments import TERMS

    return TERMS


# Early end


def asked(cast, row, by=None, ends_on=date(2027, 6, 15)):
    return changes.ask_early_end(
        placement=row, ends_on=ends_on, cause="secondee", note="A new job.", by=by or cast.person
    )


def test_an_early_end_is_asked_for_signed_and_comes_on_its_day(cast, running):
    with on(MAY):
        asked(cast, running)
        text = agreements.issue(placement=running, by=cast.officer)
        paper = terms.paper_of(text)
        words = " ".join(block.text for block in paper.blocks if block.kind == "paragraph")
        assert paper.kind == "early_end" and "asked for by the Secondee" in words
        assert (
            "ends on 15 June 2027" in words
            and "Notice was given on 3 May 2027, as the agreement asks" in words
        )
        cast.sign_all(running, text)
    row = fresh(running)
    assert (row.state, row.ends_on, row.early_reason) == ("active", date(2027, 6, 15), "secondee")
    assert set(row.recusals.values_list("to_on", flat=True)) == {date(2027, 6, 15)}
    with on(date(2027, 6, 15)):
        clock.sweep()
        assert fresh(row).state == "ending"
    with on(date(2027, 6, 16)):
        clock.sweep()
    row = fresh(row)
    assert (row.state, row.ended_on, row.early_note) == ("ended_early", date(2027, 6, 15), "A new job.")


def test_short_notice_is_waived_by_the_three_signatures_in_so_many_words(cast, running):
    with on(MAY):
        asked(cast, running, by=cast.lead, ends_on=date(2027, 6, 2))
        paper = terms.paper_of(agreements.issue(placement=running, by=cast.officer))
    words = " ".join(block.text for block in paper.blocks if block.kind == "paragraph")
    assert "asked for by the Employer" in words and "waive the difference" in words


@pytest.mark.parametrize("day", [MAY - timedelta(1), ENDS])
def test_an_early_end_lies_ahead_and_before_the_last_day(cast, running, day):
    with on(MAY), pytest.raises(Invalid):
        asked(cast, running, ends_on=day)


def test_nobody_else_gives_notice(cast, running):
    for by in (cast.colleague, cast.other_lead, cast.outsider, cast.auditor, cast.other_officer):
        with on(MAY), pytest.raises(NotAllowed):
            asked(cast, running, by=by)


def test_an_unsigned_notice_ends_nothing(cast, running):
    with on(MAY):
        asked(cast, running)
        text = agreements.issue(placement=running, by=cast.officer)
        cast.sign_all(running, text, cast.signers(running)[:2])
    assert (fresh(running).ends_on, fresh(running).early_reason) == (ENDS, "")
    with on(ENDS):
        assert endings.come_home(placement=running, by=cast.officer).state == "returned"


def test_a_paper_that_was_taken_back_begins_anew_with_all_that_it_said(cast, running):
    with on(MAY):
        asked(cast, running)
        agreements.issue(placement=running, by=cast.officer)
        agreements.take_back(placement=running, reason="A slip.", by=cast.officer)
        text = agreements.issue(placement=running, by=cast.officer)
        assert (text.number, text.asked_by, text.cause) == (3, "secondee", "secondee")
        cast.sign_all(running, text)
    assert fresh(running).ends_on == date(2027, 6, 15)


# Through the pages


def test_each_text_is_read_and_downloaded_by_its_three_parties_alone(cast, running):
    with on(MAY):
        amended(cast, running, location="Leeds")
    where = running.get_absolute_url()
    making.work()
    for number, title in ((1, "Secondment agreement"), (2, "Amendment of a secondment agreement")):
        for kind, start in (("pdf", b"%PDF"), ("docx", b"PK")):
            file = visitor(cast.person).get(f"{where}agreement/{number}/{kind}/")
            assert file.content.startswith(start)
        for by in (cast.person, cast.lead, cast.host_manager, cast.officer):
            page = visitor(by).get(f"{where}agreement/{number}/")
            assert page.status_code == 200 and title in page.content.decode()
        for by in (cast.colleague, cast.other_lead, cast.outsider, cast.other_officer):
            for path in ("", "pdf/", "docx/", "to-sign/"):
                assert visitor(by).get(f"{where}agreement/{number}/{path}").status_code == 404
    assert visitor(cast.person).get(f"{where}agreement/9/").status_code == 404
    assert visitor(cast.person).get(f"{where}agreement/1/to-sign/").status_code == 404


def test_an_amendment_from_the_form_to_the_third_signature(cast, running):
    from secondments.forms.agreements import Amend

    where = running.get_absolute_url()
    with on(MAY):
        form = Amend(row=running, by=cast.officer)
        values = {name: form[name].value() for name in form.fields}
        said = {
            name: value for name, value in values.items() if value is not False and value not in (None, "")
        }
        said |= {"change_note": "The team moved.", "location": "Leeds", "charges_vat": "on"}
        officer = visitor(cast.officer)
        answer = officer.post(f"{where}amend/", said)
        assert answer.status_code == 302, answer.content.decode()[:3000]
        assert officer.post(f"{where}issue/").status_code == 302
        text = running.agreements.get(number=2)
        now = turn(fresh(running))
        assert (now.sides, now.due_on) == (("secondee", "home", "host"), None)
        assert "A change of the agreement waits to be signed." in officer.get(where).content.decode()
        for by in cast.signers(running):
            client = visitor(by, proven=True)
            ((_line, now, yours),) = lines.placements(by)
            assert now.to_sign and len(yours) == 1
            page = client.get(f"{where}sign/").content.decode()
            assert "Leeds" in page and text.text_hash in page
            sent = {"text_hash": text.text_hash, "name": by.name, "read": "on"}
            assert client.post(f"{where}sign/", sent).status_code == 302
    assert fresh(running).agreement == text
    page = visitor(cast.person).get(where).content.decode()
    assert "Amendment 2" in page and "Agreement 1" in page


def test_a_party_gives_notice_on_its_page(cast, running):
    where = f"{running.get_absolute_url()}ask-early-end/"
    said = {"ends_on": "2027-06-15", "cause": "home", "note": "We are short of staff."}
    with on(MAY):
        assert visitor(cast.lead).post(where, said).status_code == 302
        assert visitor(cast.person).get(where).status_code == 409
    assert running.agreements.get(number=2).asked_by == "home"


def test_a_restated_text_of_before_still_reads_and_holds(cast, running):
    """Amendments issued before there were papers of changes are whole agreements of their own."""
    with on(MAY):
        text = changes.amend(placement=running, change_note="x", location="Leeds", by=cast.officer)
        text.follows = None
        text.save()
        issued = agreements.issue(placement=running, by=cast.officer)
        assert terms.paper_of(issued).kind == "agreement"
        cast.sign_all(running, issued)
    assert fresh(running).agreement.location == "Leeds"
    with pytest.raises(WrongState):
        agreements.issue(placement=running, by=cast.officer)
