"""The demonstration, written once: one of everything in each state, nothing twice, and every link opens."""

import re
import tempfile
from collections import deque
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest
from django.conf import settings
from django.core.cache import cache
from django.core.files.storage import storages
from django.core.management import call_command
from django.test import Client, TestCase, override_settings

from engagement.consultations.analysis import queues, results
from engagement.consultations.analysis.models import Campaign, Coding, Figures, Proposal, Theme, ThemeRun
from engagement.consultations.models import Consultation, FileDecision, Response
from engagement.requests.models import Message
from foundation.accounts import demo
from foundation.accounts.models import User
from foundation.documents import sweeping
from foundation.documents.enums import State
from foundation.documents.models import Document
from portal.demo import analysis, consultations, people
from tests.documents.conftest import kept_in

pytestmark = [pytest.mark.slow, pytest.mark.django_db, pytest.mark.timeout(900)]

MOST = 400  # kinds of page that one person opens
LINK = re.compile(rb'<a\b[^>]*\bhref="(/[^"]*)"')
LEFT_OUT = ("/static/", "/sign-out/", "/demo/")
# What tells two pages of one kind apart: references, keys, years, the words of a slug, and what is asked for.
WORD = re.compile(
    r"^(\d+|[A-Z]{2,3}-\d{4}-\d+|[0-9a-f-]{30,}|\d{4}-q\d|[a-z0-9]+(-[a-z0-9]+)+|[a-z]?\d+[a-z]?)$"
)


def kind(address: str) -> str:
    path, _, asked = address.partition("?")
    words = ["*" if WORD.match(word) else word for word in path.split("/")]
    return "/".join(words) + "?" + ",".join(sorted(part.split("=")[0] for part in asked.split("&")))


def links(body: bytes) -> Iterator[str]:
    for found in LINK.findall(body):
        address = unescape(found.decode()).partition("#")[0]
        if not address.startswith(("//", *LEFT_OUT)):
            yield address


def walk(client: Client) -> dict[str, str]:
    """What did not open, and the page that offered it."""
    wrong, waiting, known = (
        {},
        deque([("/", "the start"), ("/dashboard/", "the start")]),
        {"/", "/dashboard/"},
    )
    while waiting and len(known) < MOST + len(waiting):
        address, offered_by = waiting.popleft()
        response = client.get(address, follow=True)
        if response.status_code >= 400:
            wrong[address] = f"{response.status_code}, offered by {offered_by}"
        if response.streaming or "text/html" not in response.get("Content-Type", ""):
            continue
        for link in links(response.content):
            if kind(link) not in known:
                known.add(kind(link))
                waiting.append((link, address))
    return wrong


class TestDemonstration(TestCase):
    """Without a scanner: its files await their scan. With one: tests/documents/test_demo.py."""

    @classmethod
    def setUpClass(cls) -> None:
        kept = tempfile.TemporaryDirectory()
        cls.addClassCleanup(kept.cleanup)
        cls.folder = Path(kept.name) / "files"
        backend = {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": cls.folder, "base_url": None},
        }
        said = {"DEMO": True, "MEDIA_ROOT": cls.folder, "CLAMD_ADDRESS": ""}
        cls.enterClassContext(override_settings(**said, STORAGES=settings.STORAGES | {"evidence": backend}))
        storages._storages.clear()
        cls.addClassCleanup(storages._storages.clear)
        cache.clear()
        super().setUpClass()

    @classmethod
    def setUpTestData(cls) -> None:
        with cls.captureOnCommitCallbacks(execute=True):
            call_command("seed_demo", client_file=cls.folder.parent / "client.json")
        cls.cast = people.people()

    def test_every_link_opens(self):
        wrong = {}
        for role in (None, *people.NAMES):
            client = Client(raise_request_exception=False)
            if role:
                user = User.objects.get(email=demo.address(role))
                client.force_login(user, "foundation.accounts.backends.Backend")
            wrong |= {f"{role}: {address}": why for address, why in walk(client).items()}
        assert wrong == {}

    def test_there_is_a_consultation_in_each_state(self):
        rows = Consultation.objects.all()
        assert rows.count() == 10
        assert consultations.tell(self.cast, people.organisations(self.cast)) == 0
        assert rows.count() == 10
        states = {str(row.public_state()) for row in rows}
        assert {
            *("consultation", "open_consultation", "closed_consultation", "consultation_outcome"),
            "open_call_for_evidence",
        } <= states
        assert {row.workflow for row in rows} == {"draft", "submitted", "scheduled", "published", "withdrawn"}
        assert any(row.is_late() for row in rows)
        assert Response.objects.published().count() > 30
        assert Response.objects.filter(state="draft_saved").count() > 2
        texts = Response.objects.values_list("answers__text", flat=True)
        assert len({answer for answer in texts if answer}) > 15

    def test_it_has_every_part_of_an_analysis(self):
        before = Coding.objects.count()
        assert before and not analysis.tell(self.cast)
        assert Coding.objects.count() == before
        confirmed = Campaign.objects.get(state="confirmed")
        assert confirmed.submissions == 8 and confirmed.personalised >= 1
        assert Campaign.objects.filter(leader__family=confirmed.leader.family or confirmed.leader).exists()
        assert Figures.objects.filter(submissions__gt=10).exists()
        assert ThemeRun.objects.get().state == "done" and Proposal.objects.exists()
        question = Theme.objects.first().question
        progress = results.progress(question)
        assert progress.to_read == progress.coded > 5
        assert progress.twice == queues.sampled(queues.to_code(question)).count()
        coders = {coding.coder for coding in Coding.objects.all()}
        assert coders <= {self.cast["officer"], self.cast["civil_society_lead"]}
        assert len(results.agreements(question)) == 2 + question.themes.count()

    def test_requests_and_responses_carry_files_that_await_their_scan(self):
        about = Document.objects.values_list("about_type", flat=True).distinct()
        assert set(about) == {"requests.engagementrequest", "requests.message", "consultations.response"}
        assert len(kept_in(self.folder)) == Document.objects.count() > 20
        assert set(Document.objects.values_list("format", flat=True)) >= {"pdf", "docx", "png", "csv"}
        assert Message.objects.filter(public_id__in=Document.objects.values("about_id")).exists()
        while sweeping.sweep() and Document.objects.filter(sweep_at__isnull=False).exists():
            pass
        assert set(Document.objects.values_list("state", flat=True)) == {State.WAITING}
        assert not FileDecision.objects.exists()
