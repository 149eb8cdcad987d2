"""A consultation that asks for files, and people who answer it."""

from typing import Any

from django.utils import timezone

from engagement.consultations import actions
from engagement.consultations.models import Consultation, Response
from foundation.documents.enums import State
from foundation.documents.models import Document
from tests.consultations.doors import Visitor
from tests.documents.makers import upload
from tests.factories.consultations import Cast

PAGE = "3"


def consultation(cast: Cast, **said: Any) -> Consultation:
    """Published, with a third section: a number, and a question that takes files (q6)."""
    row = cast.draft()
    by = {"consultation": row, "by": cast.officer}
    section = actions.add_section(title="Evidence", title_cy="Tystiolaeth", **by)
    actions.add_question(section=section, kind="text", text="What does it show?", max_length=100, **by)
    actions.add_question(
        section=section, kind="file", text="Add your evidence", text_cy="Tystiolaeth", **(said | by)
    )
    row = actions.submit(consultation=Consultation.objects.get(pk=row.pk), by=cast.officer)
    return actions.approve(consultation=row, by=cast.second)


class Sender(Visitor):
    """Somebody without an account who adds files to a response of theirs."""

    @property
    def response(self) -> Response:
        return Response.objects.get(public_id=self.home.split("/")[-2])

    @property
    def files(self) -> list[Document]:
        return list(Document.objects.of(self.response))

    def answered(self, choice: str = "yes") -> "Sender":
        self.start()
        assert self.post("1", q1=choice).status_code == 303
        assert self.post("2").status_code == 303
        return self

    def add(self, *files: tuple[str, bytes], button: str = "upload", **said: Any) -> Any:
        sent = {"q6": [upload(name, content) for name, content in files], button: "q6"}
        return self.post(PAGE, **(sent | said))

    def send(self, **said: Any) -> Response:
        who = {"capacity": "individual", "email": "ann@charity.example", "name": "Ann"}
        assert self.post("who", **who).status_code == 303
        wish = {"publication": "response_anonymised"} | said
        answer = self.post("publication", **wish)
        assert answer.status_code == 303, answer.content.decode()
        assert self.post("check").headers["Location"].endswith("/receipt/")
        return self.response


def found_clean(response: Response) -> None:
    Document.objects.of(response).update(state=State.CLEAN, scanned_at=timezone.now(), sweep_at=None)
