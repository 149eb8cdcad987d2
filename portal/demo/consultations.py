"""Consultations of the demonstration: one in each state, with invented and varied responses."""

import json
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from engagement.consultations import actions
from engagement.consultations.actions.offline import Entry
from engagement.consultations.answering import Said
from engagement.consultations.models import Consultation, new_secret
from engagement.consultations.passages import Comment
from engagement.consultations.rules import RESPONDENT
from engagement.consultations.structure import questionnaire
from engagement.programmes import actions as programmes
from engagement.programmes.models import Programme
from foundation import documents
from foundation.accounts.models import User
from foundation.directory.models import Department
from foundation.directory.standing import forget
from portal.demo import samples
from portal.demo.people import DATA, HOME_DEPARTMENT
from portal.demo.stories import at

PUBLIC = {"upcoming", "open", "closed", "late", "outcome", "withdrawn"}
NATIONS = ("england", "england", "wales", "scotland", "england", "northern-ireland", "")
EVIDENCE = (
    ["Survey of our members.pdf"],
    ["Visits by month.png", "Names of those who came.csv"],
    ["Our case.docx"],
)
CHANNELS = ("post", "phone", "event")
WISHES = ("name_and_response", "response_anonymised", "name_and_response", "do_not_publish")


def tell(cast: dict[str, User], bodies: dict[str, Any]) -> int:
    """Write what is not there yet; the answer is how many consultations were added."""
    said = json.loads((DATA / "consultations.json").read_text(encoding="utf-8"))
    known = set(Consultation.objects.values_list("title", flat=True))
    new = [story for story in said["list"] if story["title"] not in known]
    if new:
        for person in cast.values():
            forget(person)
        programme = _programme(said["programme"], cast)
        for number, story in enumerate(new):
            Story(said, story, cast, [body for body, _writer in bodies.values()], programme, number).play()
    return len(new)


def _programme(said: dict[str, Any], cast: dict[str, User]) -> Programme:
    there = Programme.objects.filter(title=said["title"]).first()
    if there:
        return there
    officer, home = cast["officer"], Department.objects.get(code=HOME_DEPARTMENT)
    words = {name: value for name, value in said.items() if name != "decisions"}
    with at(timezone.now() - timedelta(days=220)):
        row = programmes.create(by=officer, department=home, **words)
        programmes.publish(programme=row, by=officer)
    note = "Two consultations are open; options are worked out with those who respond."
    with at(timezone.now() - timedelta(days=90)):
        programmes.move(programme=row, stage="shaping_options", note=note, by=officer)
    for each in said["decisions"]:
        _decision(row, each, officer)
    return row


def _decision(row: Programme, said: dict[str, Any], officer: User) -> None:
    today = timezone.localdate()
    due = today + timedelta(days=said["due"]) if "due" in said else today - timedelta(days=said["ago"])
    made = programmes.add_decision(
        programme=row,
        by=officer,
        question=said["question"],
        decided_by_role=said["decided_by_role"],
        due_on=due,
    )
    if "words" in said:
        programmes.decide(decision=made, by=officer, state="decided", words=said["words"], decided_on=due)


class Story:
    """One consultation on its way, by the real actions at the times when they would have happened."""

    def __init__(
        self, said: dict, story: dict, cast: dict[str, User], bodies: list, programme: Programme, number: int
    ) -> None:
        self.said, self.story, self.number, self.bodies, self.programme = (
            said,
            story,
            number,
            bodies,
            programme,
        )
        self.officer, self.second = cast["officer"], cast["civil_society_lead"]
        today = timezone.localtime().replace(hour=9, minute=0, second=0, microsecond=0)
        self.opening = today + timedelta(days=story["opens"])
        self.closing = self.opening.replace(hour=23, minute=45) + timedelta(weeks=story["weeks"])
        self.written = min(self.opening, timezone.now()) - timedelta(days=14)
        self.row: Consultation

    def play(self) -> None:
        with at(self.written):
            self._write()
        to = self.story["to"]
        if to != "draft":
            with at(self.written + timedelta(days=2)):
                self.row = actions.submit(consultation=self.row, by=self.officer)
        if to == "scheduled":
            actions.approve(
                consultation=self.row, by=self.second, publish_at=timezone.now() + timedelta(days=2)
            )
        elif to in PUBLIC:
            with at(self.written + timedelta(days=4)):
                self.row = actions.approve(consultation=self.row, by=self.second)
            self._respond()
            self._finish(to)

    def _write(self) -> None:
        kind = self.story.get("kind", "consultation")
        home = Department.objects.get(code=HOME_DEPARTMENT)
        row = actions.create(by=self.officer, department=home, title=self.story["title"], kind=kind)
        named = ("title_cy", "summary", "summary_cy", "audience")
        details = {name: self.story[name] for name in named if name in self.story}
        dates: dict[str, Any] = {
            "opening_at": self.opening,
            "closing_at": self.closing,
            "programme": self.programme,
        }
        nations = ["england", "wales"] if "title_cy" in self.story else ["england"]
        row = actions.save_details(consultation=row, by=self.officer, nations=nations, **details, **dates)
        row = actions.save_principles(consultation=row, by=self.officer, **self.said["principles"])
        for said in self.said["form"]:
            words = {name: value for name, value in said.items() if name != "questions"}
            section = actions.add_section(consultation=row, by=self.officer, **words)
            for question in said["questions"]:
                actions.add_question(
                    consultation=row, section=section, by=self.officer, **_question(question)
                )
        self.row = Consultation.objects.get(pk=row.pk)

    # Responses

    def _respond(self) -> None:
        last = min(self.closing, timezone.now()) - timedelta(hours=1)
        many = self.story.get("responses", 0)
        for n in range(many):
            moment = self.opening + (last - self.opening) * (n + 1) / (many + 1)
            with at(moment):
                (self._typed_in if n % 10 == 5 else self._one)(n)

    def _one(self, n: int) -> None:
        secret = new_secret()
        response = actions.begin(consultation=self.row, by=RESPONDENT, secret=secret)
        held: dict[str, Any] = {"response": response, "by": RESPONDENT, "secret": secret}
        for page in questionnaire(self.row).pages:
            keys = {question.key for question in page.questions}
            said = {key: value for key, value in self._answers(n).items() if key in keys}
            actions.answer_page(page=page, said=said, **held)
        if files := self._files(n):
            actions.add_files(files={"q9": files}, **held)
        actions.say_who(**held, **self._who(n))
        if n % 17 != 16:
            actions.submit_response(**held)

    def _typed_in(self, n: int) -> None:
        """Every tenth came another way, and an official types it in."""
        who = self._who(n) | {"email": "", "wants_outcome": False}
        channel, today = CHANNELS[n // 10 % len(CHANNELS)], timezone.localdate()
        entry = Entry(who=who, said=self._answers(n), channel=channel, received_on=today)
        actions.enter_response(consultation=self.row, entry=entry, by=self.officer)

    def _files(self, n: int) -> list[Any]:
        """Every seventh brings evidence, one to the consultation that is open brings a virus."""
        if n == 6 and self.story["to"] == "open":
            return samples.virus()
        if n % 7 != 3:
            return []
        text = self.said["because"][n % len(self.said["because"])]
        return samples.made(EVIDENCE[n // 7 % len(EVIDENCE)], f"Evidence on {self.row.title.lower()}", text)

    def _answers(self, n: int) -> dict[str, Said]:
        seed = n * 7 + self.number
        because, besides = self.said["because"], self.said["besides"]
        why = because[seed % len(because)] + (
            f"\n\n{because[(seed * 3 + 1) % len(because)]}" if n % 3 == 0 else ""
        )
        orders = (("simple", "speed", "size"), ("speed", "simple", "size"), ("size", "speed", "simple"))
        ticked = [
            key for place, key in enumerate(("forms", "account", "time", "match")) if (seed >> place) & 1
        ]
        said = {
            "q1": Said(choices=(("agree", "agree", "partly", "disagree")[seed % 4],)),
            "q2": Said(text=why),
            "q3": Said(number=Decimal(1 + seed % 5)),
            "q4": Said(choices=tuple(ticked)),
            "q5": Said(choices=orders[seed % 3]),
            "q6": Said(number=Decimal(3 + seed * 5 % 60)),
            "q8": Said(text=besides[seed % len(besides)]),
        }
        if n % 4 == 1:
            said["q7"] = Said(
                comments=(
                    Comment(
                        "p2",
                        self.said["form"][1]["questions"][3]["passages"][1],
                        "In advance is what matters.",
                    ),
                )
            )
        return {key: value for key, value in said.items() if value}

    def _who(self, n: int) -> dict[str, Any]:
        who: dict[str, Any] = {
            "capacity": "individual",
            "publication": WISHES[n % 4],
            "nation": NATIONS[n % 7],
        }
        if n % 5 in (1, 3):
            body = self.bodies[(n * 3 + self.number) % len(self.bodies)]
            who |= {"capacity": "on_behalf_of_organisation", "organisation": body, "has_authority": True}
            who |= {"how_gathered": "We talked about it at our members' meeting and by phone."}
        elif n % 11 == 5:
            who |= {"capacity": "on_behalf_of_other_individual", "how_gathered": "I read her the questions."}
        if n % 9 == 8:
            who |= {"confidential": True, "confidential_reason": "I would be known by my example."}
        return who | {"wants_outcome": n % 2 == 0, "email": f"respondent{self.number}x{n}@mail.example"}

    # What came of it

    def _finish(self, to: str) -> None:
        by: dict[str, Any] = {"consultation": self.row, "by": self.officer}
        if to == "withdrawn":
            actions.withdraw(reason=self.story["notice"], **by)
        if to not in {"closed", "late", "outcome"}:
            return
        received = self.row.responses.included().order_by("pk")
        actions.publish_responses(responses=received, by=self.second)
        self._release_files()
        if "feedback" in self.story:
            cy = self.story.get("feedback_cy", "")
            with at(self.closing + timedelta(weeks=2)):
                actions.save_report(kind="public_feedback", detail=self.story["feedback"], detail_cy=cy, **by)
                actions.publish_feedback(**by)
        if "late" in self.story:
            expected = timezone.localdate() + timedelta(days=35)
            actions.explain_delay(reason=self.story["late"], expected_on=expected, **by)
        if to == "outcome":
            self._outcome(list(received), by)

    def _release_files(self) -> None:
        """Of what a scanner found clean the first of each response is released and others are held back."""
        published = list(self.row.responses.published())
        samples.scan(published)
        for response in published:
            response.consultation = self.row
            for place, file in enumerate(documents.of(response, None)):
                said: dict[str, Any] = {"response": response, "file": file, "by": self.second}
                if place == 0:
                    actions.release_file(**said)
                else:
                    actions.hold_back_file(reason="third_party", **said)

    def _outcome(self, received: list, by: dict[str, Any]) -> None:
        with at(self.closing + timedelta(weeks=10)):
            themes = [actions.save_theme(**said, **by) for said in self.story["themes"]]
            for n, response in enumerate(received):
                spoken = [theme for place, theme in enumerate(themes) if (n + place) % 3 != 1]
                actions.contribute(response=response, themes=spoken, by=self.officer)
            said = {"detail": self.story["outcome"], "detail_cy": self.story.get("outcome_cy", "")}
            actions.save_report(kind="final_outcome", **said, **by)
            actions.publish_outcome(**by)


def _question(said: dict[str, Any]) -> dict[str, Any]:
    """The short form of the data file, in full."""
    full = dict(said)
    full["options"] = [
        {"key": key, "text": text, "text_cy": text_cy, "text_easy": "", "goes_to": None}
        for key, text, text_cy in said.get("options", [])
    ]
    full["passages"] = [
        {"id": f"p{n}", "text": text, "text_cy": ""} for n, text in enumerate(said.get("passages", []), 1)
    ]
    return full
