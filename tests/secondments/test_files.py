"""Agreements to take away: asked for, made by the worker, given as they were kept."""

from datetime import timedelta
from hashlib import sha256

import pytest
from django.urls import reverse
from django.utils import timezone

from secondments import making
from secondments.actions import agreements
from secondments.models import MadeFile
from tests.factories.secondments import TERMS
from tests.secondments.doors import visitor


@pytest.fixture
def issued(cast):
    row = cast.placement("agreement")
    cast.issue(row)
    return row


def at(row, kind):
    return reverse(f"secondments:agreement-{kind}", args=[row.ref])


def page(cast, row):
    return visitor(cast.person).get(reverse("secondments:agreement", args=[row.ref])).content.decode()


def test_issuing_has_both_files_made_and_the_page_says_how_far_they_are(cast, issued):
    assert sorted(MadeFile.objects.values_list("kind", "state")) == [("docx", "waiting"), ("pdf", "waiting")]
    assert "Being made since" in page(cast, issued) and "Download as PDF" not in page(cast, issued)
    early = visitor(cast.person).get(at(issued, "pdf"))
    assert early.status_code == 302 and early["Location"].endswith("/agreement/#files")
    assert making.work() == 2 and making.work() == 0
    assert "Being made since" not in page(cast, issued) and "Download as PDF" in page(cast, issued)


def test_the_same_bytes_come_each_time_and_their_hash_is_told(cast, issued):
    making.work()
    for kind, head in (("pdf", b"%PDF-"), ("docx", b"PK")):
        one, two = (visitor(who).get(at(issued, kind)) for who in (cast.person, cast.lead))
        assert one.content == two.content and one.content.startswith(head)
        assert one["ETag"] == f'"{sha256(one.content).hexdigest()}"'
        assert "no-store" in one["Cache-Control"] and "sandbox" in one["Content-Security-Policy"]


def test_what_is_signed_stays_the_same_and_a_signature_makes_another_file(cast, issued):
    making.work()
    text = issued.agreements.get()
    before = visitor(cast.person).get(at(issued, "docx")).content
    cast.sign_all(issued, text, cast.signers(issued)[:1])
    assert MadeFile.objects.filter(state="waiting").count() == 2
    making.work()
    after = visitor(cast.person).get(at(issued, "docx")).content
    assert before != after
    text.refresh_from_db()
    kept = MadeFile.objects.get(kind="docx", fingerprint=making.fingerprint(text))
    assert bytes(kept.body) == after and text.text_hash == issued.agreements.get().text_hash


def test_a_draft_is_made_when_asked_for_and_not_once_it_changed(cast):
    row = cast.placement("agreement")
    agreements.draw_up(placement=row, by=cast.officer, **TERMS)
    client = visitor(cast.officer)
    assert not MadeFile.objects.exists()
    assert "Make the PDF" in client.get(reverse("secondments:agreement", args=[row.ref])).content.decode()
    assert client.post(at(row, "docx")).status_code == client.post(at(row, "docx")).status_code == 302
    assert MadeFile.objects.get().kind == "docx"
    agreements.draw_up(placement=row, by=cast.officer, **TERMS | {"notice_months": 2})
    making.work()
    assert not MadeFile.objects.exists() and client.get(at(row, "docx")).status_code == 302


def test_what_fails_three_times_says_so_and_can_be_tried_again(cast, issued, monkeypatch):
    import typst

    def broken(*given, **more):
        raise RuntimeError("The typesetter died.")

    monkeypatch.setattr(typst, "compile", broken)
    for _ in range(4):
        making.work()
    assert dict(MadeFile.objects.values_list("kind", "state")) == {"docx": "made", "pdf": "failed"}
    assert "could not be made" in page(cast, issued)
    monkeypatch.undo()
    visitor(cast.person).post(at(issued, "pdf"))
    making.work()
    assert visitor(cast.person).get(at(issued, "pdf")).status_code == 200


def test_nobody_else_asks_for_a_file_and_no_other_site_does(cast, issued):
    assert visitor(cast.outsider).post(at(issued, "pdf")).status_code == 404
    assert "/sign-in/" in visitor().post(at(issued, "pdf"))["Location"]
    client = type(visitor())(enforce_csrf_checks=True)
    client.force_login(cast.person, "foundation.accounts.backends.Backend")
    assert client.post(at(issued, "pdf")).status_code == 403


def test_files_of_texts_that_nobody_signed_go_and_signed_ones_stay(cast, issued):
    making.work()
    old = timezone.now() - timedelta(days=31)
    MadeFile.objects.update(asked_at=old)
    making.work()
    assert MadeFile.objects.count() == 2
    agreements.take_back(placement=issued, reason="A slip.", by=cast.officer)
    making.work()
    assert not MadeFile.objects.exists()


def test_the_page_asks_the_same_however_many_files_there_are(cast, issued, django_assert_max_num_queries):
    making.work()
    client = visitor(cast.person)
    where = reverse("secondments:agreement", args=[issued.ref])
    client.get(where)
    with django_assert_max_num_queries(30):
        client.get(where)
