"""Files that came with answers: coders see them beside the words, find them by their text, and nobody else does."""

import pytest
from django.urls import reverse
from django.utils import timezone

from engagement.consultations.analysis import actions, evidence
from engagement.consultations.models import Question
from foundation import documents
from foundation.audit.models import AuditEvent
from foundation.documents import examining
from foundation.documents.enums import State
from foundation.documents.models import Document
from tests.analysis.test_pages import ROLES, client_of
from tests.documents import makers
from tests.documents.conftest import clamd, folder, one_clamd  # noqa: F401 (fixtures)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("folder")]
SAYS = "Our volunteers measured draughtiness in Caffi Tŷ Coch."


@pytest.fixture
def world(cast, clamd):  # noqa: F811
    """One response with an answer in words and two files at a question for files; both are scanned and read."""
    section = cast.consultation.sections.get()
    cast.files_question = Question.objects.create(
        consultation=cast.consultation,
        section=section,
        key="q9",
        position=9,
        kind="file",
        text="Your evidence",
    )
    cast.row = cast.say("Keep the late bus.")
    send(cast, ("survey.docx", makers.docx(SAYS)), ("long.txt", long_text()))
    cast.theme = actions.add_theme(question=cast.question, by=cast.officer, title="Timetable")
    return cast


def long_text() -> bytes:
    return ("The café closes at six. " * 100 + "Then the nightbus matters. " + "And so on. " * 100).encode()


def send(world, *files, scanned=True):
    held = [makers.upload(*file) for file in files]
    with documents.holding(held) as kept:
        made = documents.attach(kept, to=world.row, by=None, part="q9")
    if scanned:
        examining.examine([file.pk for file in made])
    return made


def page(world, name, role="officer", data=None, **more):
    place = {"slug": world.consultation.slug} | more
    return client_of(getattr(world, role)).get(reverse(f"analysis:{name}", kwargs=place), data or {})


def file_named(name):
    return Document.objects.get(name=name)


def test_the_coder_reads_files_beside_the_answer(world):
    client = client_of(world.officer)
    address = reverse("analysis:code", kwargs={"slug": world.consultation.slug, "key": "q1"})
    assert client.post(address, {"next": "1"}).status_code == 303
    html = client.get(address).content.decode()
    assert "Files that came with it" in html and SAYS in html
    survey = file_named("survey.docx")
    assert f"/files/{survey.public_id}/" in html
    assert b"".join(client.get(f"/files/{survey.public_id}/").streaming_content).startswith(b"PK")


def test_the_response_shows_them_too_and_a_long_one_in_part(world):
    html = page(world, "response", ref=world.row.ref).content.decode()
    assert SAYS in html and "nightbus" not in html
    assert reverse("analysis:file", args=[world.consultation.slug, file_named("long.txt").public_id]) in html


@pytest.mark.parametrize("said", ["draughtiness", "DRAUGHT", "caffi ty", "volunteers measured"])
def test_files_are_found_by_their_words_and_the_place_is_marked(world, said):
    html = page(world, "files", data={"q": said}).content.decode()
    assert "survey.docx" in html and "long.txt" not in html
    assert "<mark>" in html and world.row.ref in html


def test_a_word_deep_in_a_file_is_shown_where_it_stands(world):
    html = page(world, "files", data={"q": "nightbus"}).content.decode()
    assert "long.txt" in html and "survey.docx" not in html
    assert "<mark>nightbus</mark>" in html.replace("<bdi>", "").replace("</bdi>", "")
    html = page(world, "files", data={"q": "draughtiness nightbus"}).content.decode()
    assert "Nothing matches" in html


def test_the_whole_text_is_read_on_a_page_of_its_own_and_reading_is_on_record(world):
    long = file_named("long.txt")
    html = page(world, "file", key=long.public_id, data={"q": "cafe"}).content.decode()
    assert "And so on." in html and "100 places marked below" in html
    event = AuditEvent.objects.get(verb="document.read")
    assert event.target_ref == str(long.public_id)


@pytest.mark.parametrize("role", [*ROLES, None])
def test_nobody_else_sees_files_or_their_words(world, role):
    client = client_of(getattr(world, role) if role else None)
    for name, more in (("files", {}), ("file", {"key": file_named("survey.docx").public_id})):
        answer = client.get(reverse(f"analysis:{name}", kwargs={"slug": world.consultation.slug} | more))
        assert answer.status_code == (404 if role else 302)
        assert "draughtiness" not in answer.content.decode()


def test_what_is_not_scanned_or_held_back_is_not_there(world):
    (waiting,) = send(world, ("waiting.txt", b"Unscanned words"), scanned=False)
    Document.objects.filter(name="long.txt").update(state=State.QUARANTINED, finding="x")
    for name, more in (("files", {}), ("response", {"ref": world.row.ref})):
        html = page(world, name, **more).content.decode()
        assert "survey.docx" in html and "waiting.txt" not in html and "long.txt" not in html
    for file in (waiting, file_named("long.txt")):
        assert page(world, "file", key=file.public_id).status_code == 404
    assert "Nothing matches" in page(world, "files", data={"q": "nightbus"}).content.decode()


def test_files_of_another_consultation_and_of_what_was_withdrawn_are_not_there(world):
    survey = file_named("survey.docx")
    type(world.row).objects.filter(pk=world.row.pk).update(state="withdrawn_by_respondent")
    assert page(world, "file", key=survey.public_id).status_code == 404
    assert "survey.docx" not in page(world, "files").content.decode()


def test_the_auditor_reads_them(world):
    assert "survey.docx" in page(world, "files", role="auditor").content.decode()


def test_a_file_that_says_nothing_is_said_to(world):
    send(world, ("photo.png", makers.picture("PNG")))
    html = page(world, "files").content.decode()
    assert "holds no text that the portal reads" in html


def test_hostile_words_in_a_file_are_inert(world):
    send(world, ("bad.docx", makers.docx("&lt;script&gt;alert(1)&lt;/script&gt; {{ 7*7 }}")))
    for name, more in (("files", {}), ("file", {"key": file_named("bad.docx").public_id})):
        html = page(world, name, data={"q": "script"}, **more).content.decode()
        assert "<script>alert" not in html and "alert(1)" in html


@pytest.mark.parametrize("said", ["\\", "'", "a" * 300, "((((", "%(x)s", "é" * 50, "a|b", "!", "ﬀ ß İ"])
def test_any_words_may_be_looked_for(world, said):
    assert page(world, "files", data={"q": said}).status_code in (200, 400)
    assert page(world, "file", key=file_named("long.txt").public_id, data={"q": said}).status_code == 200


def test_an_unknown_filter_is_refused(world):
    assert page(world, "files", data={"ordering": "key"}).status_code == 400
    assert page(world, "files", data={"question": "q1"}).status_code == 400


def test_a_consultation_without_such_a_question_has_no_such_tab(cast):
    address = reverse("analysis:home", args=[cast.consultation.slug])
    html = client_of(cast.officer).get(address).content.decode()
    assert reverse("analysis:files", args=[cast.consultation.slug]) not in html


def test_the_list_asks_as_many_questions_with_many_files(world, django_assert_max_num_queries):
    send(world, *[(f"n{number}.txt", f"number {number}".encode()) for number in range(9)], scanned=False)
    Document.objects.update(state=State.CLEAN, scanned_at=timezone.now(), sweep_at=None)
    client = client_of(world.officer)
    address = reverse("analysis:files", args=[world.consultation.slug])
    client.get(address)
    with django_assert_max_num_queries(16):
        html = client.get(address).content.decode()
    assert html.count("fd-evidence") >= 11


def test_marks_stand_where_the_words_are():
    text = "Tŷ’r ﬁrst İstanbul straße"
    for said in ("ty", "ISTANBUL", "strasse", "first"):
        parts = evidence.marked(text, said)
        assert "".join(part.text for part in parts) == text
    assert [part.text for part in evidence.marked("A late bus, late.", "LATE") if part.hit] == [
        "late",
        "late",
    ]
    assert evidence.marked("", "x") == [] and [p.hit for p in evidence.marked("abc", "")] == [False]
