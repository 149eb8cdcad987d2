"""Papers that were signed elsewhere: whose certificate, whether it holds, and what the parties read of it."""

import json
import re
import zlib
from datetime import UTC, datetime
from hashlib import sha256

import pytest
from django.core.checks import run_checks
from django.core.files.uploadedfile import SimpleUploadedFile

from foundation.audit.models import AuditEvent
from foundation.common.errors import Invalid
from secondments import about_me
from secondments.actions import sending
from secondments.esign import checking, saying
from secondments.models import Signature
from tests.secondments.doors import visitor
from tests.secondments.esign_server import sign_pdf
from tests.secondments.pdf_signer import authority, sign, signer, with_other_words

NAME = "Sam Secondee"
ISSUER = "Invented Trust Services"


@pytest.fixture(scope="module")
def paper():
    import typst

    return typst.compile(
        b'#set document(title: "x")\n= Agreement\nAll of it.', pdf_standards=["ua-1", "a-2a"]
    )


@pytest.fixture
def trusted(settings, tmp_path):
    (tmp_path / "one.pem").write_bytes(authority(ISSUER).pem)
    settings.ESIGN_TRUST = str(tmp_path)
    return tmp_path


def check(signed, paper):
    return checking.check(signed, given_hash=sha256(paper).hexdigest(), given_length=len(paper), field="file")


def refusal(signed, paper):
    with pytest.raises(Invalid) as caught:
        check(signed, paper)
    ((sentence,),) = caught.value.errors.values()
    return str(sentence)


def test_a_certificate_says_whose_it_is_from_whom_and_until_when(paper, trusted):
    found = check(sign(paper, signer(NAME)), paper)
    assert (found["signer"], found["issuer"], found["trust"]) == (NAME, ISSUER, "yes")
    assert found["from"] < datetime.now(UTC).isoformat() < found["until"]
    assert found["at"] and not found["stamped"]


@pytest.mark.parametrize(
    ("issuer", "listed", "trust", "words"),
    [
        (ISSUER, [ISSUER], "yes", "It is trusted"),
        ("Another Authority", [ISSUER], "no", "does not go back to any issuer on our list"),
        ("Another Authority", [ISSUER, "Another Authority"], "yes", "It is trusted"),
        (ISSUER, [], "nobody", "we keep no list of issuers"),
    ],
)
def test_whether_it_is_trusted_is_said_plainly(paper, settings, tmp_path, issuer, listed, trust, words):
    if listed:
        (tmp_path / "all.pem").write_bytes(b"".join(authority(name).pem for name in listed))
        settings.ESIGN_TRUST = str(tmp_path / "all.pem")
    found = check(sign(paper, signer(NAME, issuer)), paper)
    assert found["trust"] == trust
    assert any(words in sentence for sentence in saying.sentences(found, NAME))


def test_an_authority_of_the_same_name_is_not_the_one_that_we_trust(paper, settings, tmp_path):
    (tmp_path / "false.pem").write_bytes(authority.__wrapped__(ISSUER).pem)
    settings.ESIGN_TRUST = str(tmp_path / "false.pem")
    assert check(sign(paper, signer(NAME)), paper)["trust"] == "no"


def test_another_name_than_the_accounts_is_said(paper):
    found = check(sign(paper, signer("Robin Other")), paper)
    whose = [one for one in saying.sentences(found, NAME) if "Robin Other" in one]
    assert len(whose) == 1 and "not the name in the account" in whose[0]
    assert not any("not the name" in one for one in saying.sentences(found, "robin OTHER"))


def test_the_place_of_a_signature_may_be_seen_and_others_may_have_signed_before(paper):
    first = sign(paper, signer("Lena Lead"), box=(10, 10, 200, 80))
    both = sign(first, signer(NAME), field="Second")
    assert check(first, paper)["signer"] == "Lena Lead" and check(both, paper)["signer"] == NAME


def tampered(signed):
    """The end of the signature itself is another: the digest still stands in it, and it no longer fits."""
    found = list(re.finditer(rb"/Contents\s*<([0-9a-fA-F]+?)0+>", signed))[-1]
    place = found.end(1) - 8
    other = b"1" if signed[place : place + 1] != b"1" else b"2"
    return signed[:place] + other + signed[place + 1 :]


BROKEN = {
    "the marks of a signature and none": (lambda paper: sign_pdf(paper), "cannot be read"),
    "other words before it was signed": (lambda paper: sign(with_other_words(paper)), "was changed before"),
    "other words between two signatures": (
        lambda paper: sign(with_other_words(sign(paper)), field="Second"),
        "was changed before",
    ),
    "a certificate that ran out": (lambda paper: sign(paper, signer(NAME, days=(-9, -1))), "not in date"),
    "a certificate of the future": (lambda paper: sign(paper, signer(NAME, days=(2, 9))), "not in date"),
    "a signature that does not fit": (lambda paper: tampered(sign(paper)), "does not fit"),
    "another paper": (lambda paper: sign(paper.replace(b"-1.7", b"-1.6", 1)), "not the paper"),
    "more after it": (lambda paper: with_other_words(sign(paper)), "not the paper"),
}


@pytest.mark.parametrize("what", sorted(BROKEN))
def test_what_is_broken_is_refused_with_what_to_do(paper, what):
    make, words = BROKEN[what]
    assert words in refusal(make(paper), paper)


def test_a_file_that_unpacks_without_end_breaks_its_checker_and_nothing_else(paper):
    made = zlib.compressobj(1)
    bomb = b"".join(made.compress(bytes(10_000_000)) for _part in range(50)) + made.flush()
    more = b"\n99 0 obj\n<< /Type /ObjStm /N 1 /First 5 /Filter /FlateDecode /Length %d >>\nstream\n" % len(
        bomb
    )
    assert "cannot be read" in refusal(sign_pdf(paper + more + bomb + b"\nendstream\nendobj\n"), paper)


def test_a_list_that_is_not_there_is_said_when_the_portal_is_checked(settings, trusted):
    assert not [one for one in run_checks() if one.id == "secondments.E001"]
    settings.ESIGN_TRUST = str(trusted / "nowhere")
    (found,) = [one for one in run_checks() if one.id == "secondments.E001"]
    assert "nowhere" in found.msg and "PEM" in found.hint


@pytest.mark.django_db(transaction=True)
def test_the_parties_and_the_coordinator_read_what_was_found(cast, trusted):
    row = cast.placement("agreement")
    text = cast.issue(row)
    signed = sign(sending.to_sign(text), signer("Robin Other", "Another Authority"))
    file = SimpleUploadedFile("signed.pdf", signed, "application/pdf")
    where = row.get_absolute_url()
    assert visitor(cast.person, proven=True).post(f"{where}sign-file/", {"file": file}).status_code == 302
    assert Signature.objects.get().certificate["trust"] == "no"
    for reader in (cast.officer, cast.lead, cast.person):
        page = visitor(reader).get(f"{where}agreement/1/").content.decode()
        assert "Certificate not trusted" in page and "does not go back to any issuer on our list" in page
        assert "Robin Other" in page and "covers the whole file" in page and "own clock says" in page
    copies = {by: json.dumps(about_me.copy_for(by).as_json()) for by in (cast.person, cast.lead)}
    assert "Robin Other" in copies[cast.person] and "Robin Other" not in copies[cast.lead]
    (event,) = AuditEvent.objects.filter(verb="agreement.signed", target_ref=row.ref)
    assert event.facts["trust"] == "no"
