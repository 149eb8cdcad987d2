"""Responses from a CSV or XLSX file: read whole, every error named at once by row and column, then all or nothing."""

import csv
import io
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import IO, Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from engagement.consultations import answering, whose
from engagement.consultations.actions import replies
from engagement.consultations.actions.offline import Entry
from engagement.consultations.answering import Said
from engagement.consultations.enums import OFFLINE, Capacity, Channel, Publication, QuestionKind
from engagement.consultations.models import Consultation, FormatRequest, Question
from engagement.consultations.slips import misplaced
from engagement.consultations.structure import Questionnaire, questionnaire
from foundation.common import text as texts
from foundation.common.errors import DomainError, Invalid
from foundation.directory.enums import Nation
from foundation.directory.models import Organisation

MOST_ROWS, MOST_BYTES, MOST_UNPACKED, MOST_ERRORS = 10_000, 10_000_000, 200_000_000, 500
ABOUT = (
    *("number", "channel", "received", "language", "capacity", "organisation", "how_gathered", "name"),
    *("email", "nation", "publication", "organisation_number", "confidential", "confidential_reason"),
    "format_request",
)
CLOSED = {
    "channel": OFFLINE,
    "language": {"en", "cy"},
    "capacity": set(Capacity.values),
    "nation": set(Nation.values),
    "publication": set(Publication.values),
    "confidential": {"yes", "no"},
}
NEEDED = ("channel", "received", "capacity", "publication")
MOST_COLUMNS = 1000  # whatever width a sheet claims
NO_WORKBOOK = "The file is not a workbook that can be read"
LIMITS = {"number": 100, "organisation": 300, "how_gathered": 2000, "name": 200, "email": 254} | {
    "organisation_number": 40,
    "confidential_reason": 1000,
}


@dataclass(frozen=True, slots=True)
class Fault:
    row: int
    column: str
    text: str


@dataclass
class Reading:
    entries: list[Entry] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    known: replies.Known = field(default_factory=dict)

    def has(self, row: int, column: str) -> bool:
        return any((fault.row, fault.column) == (row, column) for fault in self.faults)

    def fault(self, row: int, column: str, text: object) -> None:
        if len(self.faults) < MOST_ERRORS:
            self.faults.append(Fault(row, column, str(text)))


def template(consultation: Consultation) -> list[str]:
    """The first line of a file that can be brought in."""
    return [
        *ABOUT,
        *(
            f"{question.key}: {question.text}"
            for question in questionnaire(consultation).questions()
            if question.kind != QuestionKind.FILE
        ),
    ]


def read(consultation: Consultation, file: IO[bytes], name: str, *, by: Any = None) -> Reading:
    """Raises Invalid when the file as a whole cannot be read; faults of single cells are in the answer."""
    data = file.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise Invalid(f"The file is larger than {MOST_BYTES // 1_000_000} MB")
    rows = _xlsx(data) if data[:4] == b"PK\x03\x04" else _csv(data)
    first = next(rows, None)
    if not first:
        raise Invalid("The file is empty")
    return _read_rows(consultation, [str(cell or "").strip() for cell in first], rows, by)


def _csv(data: bytes) -> Iterator[list[Any]]:
    try:
        words = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Invalid("Save the file as CSV in UTF-8, or as XLSX") from None
    if "\x00" in words:
        raise Invalid("The file holds characters that no text has")
    csv.field_size_limit(MOST_BYTES)
    return iter(csv.reader(io.StringIO(words, newline="")))


def _xlsx(data: bytes) -> Iterator[list[Any]]:
    """Cells' values, never formulas; refused before it is unpacked when it would be huge."""
    from openpyxl import load_workbook

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(each.file_size for each in archive.infolist()) > MOST_UNPACKED:
                raise Invalid("The workbook is too large when it is unpacked")
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        for row in book.worksheets[0].iter_rows(values_only=True, max_col=MOST_COLUMNS):
            cells = list(row)
            while cells and cells[-1] is None:
                cells.pop()
            yield cells
    except DomainError:
        raise
    except Exception:  # what a reader of workbooks makes of a file that is none is not foreseen
        raise Invalid(NO_WORKBOOK) from None


def _read_rows(consultation: Consultation, head: list[str], rows: Iterable[list[Any]], by: Any) -> Reading:
    found = Reading(known=replies.provided(consultation))
    form = questionnaire(consultation)
    questions = {question.key: question for question in form.questions()}
    columns = _columns(head, questions, found)
    if found.faults:
        return found
    numbers: dict[str, int] = {}
    for line, cells in enumerate(rows, 2):
        if line > MOST_ROWS + 1:
            found.fault(line, "", f"There are more than {MOST_ROWS:,} rows")
            break
        if not any(cell not in (None, "") for cell in cells):
            continue
        given = {columns[place]: cell for place, cell in enumerate(cells[: len(columns)])}
        extra = [cell for cell in cells[len(columns) :] if cell not in (None, "")]
        if extra:
            found.fault(line, "", "There are more cells than columns")
        _read_row(consultation, line, given, form, found, numbers, by)
    return found


def _columns(head: list[str], questions: Mapping[str, Question], found: Reading) -> list[str]:
    names = [name.split(":", 1)[0].strip().lower() for name in head]
    times = Counter(names)
    for name in NEEDED:
        if name not in times:
            found.fault(1, name, "This column is missing")
    for place, name in enumerate(names, 1):
        if name not in ABOUT and name not in questions:
            found.fault(
                1,
                name or f"column {place}",
                "This is neither a question of this consultation nor about the response",
            )
        elif times[name] > 1:
            found.fault(1, name, "This column is there twice")
    return names


def _read_row(
    consultation: Consultation,
    line: int,
    given: Mapping[str, Any],
    form: Questionnaire,
    found: Reading,
    numbers: dict[str, int],
    by: Any,
) -> None:
    before = len(found.faults)
    about = {name: _word(given.get(name), line, name, found) for name in ABOUT if name != "received"}
    asked = _asked(about, line, found)
    received = _day(consultation, given.get("received"), line, found, asked)
    _closed_lists(about, line, found)
    number = about["number"]
    if number and number in numbers:
        found.fault(line, "number", f"Row {numbers[number]} has the same number")
    numbers[number] = line
    said = _answers(given, form, line, found)
    body = _body(about, by, line, found)
    if len(found.faults) == before and received:
        found.entries.append(_entry(about, body, received, said, line))


def _body(about: Mapping[str, str], by: Any, line: int, found: Reading) -> Organisation | None:
    """The organisation whose number is given; without one the name decides, once all of it is read."""
    number = about["organisation_number"]
    if not number or about["capacity"] != Capacity.ORGANISATION:
        return None
    body = whose.numbered(number, by)
    if body is None:
        found.fault(line, "organisation_number", whose.no_such_number())
    return body


def _word(raw: Any, line: int, name: str, found: Reading) -> str:
    word = "" if raw is None else str(raw)
    if texts.forbidden(word):
        found.fault(line, name, "It holds characters that cannot be shown")
        return ""
    word = texts.normalise(word)
    if len(word) > LIMITS.get(name, 100):
        found.fault(line, name, f"Use {LIMITS.get(name, 100)} characters or fewer")
    return word


def _closed_lists(about: Mapping[str, str], line: int, found: Reading) -> None:
    for name, allowed in CLOSED.items():
        needed = name in NEEDED
        if (needed or about[name]) and about[name] not in allowed:
            offered = ", ".join(sorted(word for word in allowed if word))
            found.fault(line, name, f"“{about[name][:40]}” is not one of: {offered}")
    if about["capacity"] == Capacity.ORGANISATION and not (
        about["organisation"] or about["organisation_number"]
    ):
        found.fault(line, "organisation", "Enter the name of the organisation")
    if about["confidential"] == "yes" and not about["confidential_reason"]:
        found.fault(line, "confidential_reason", "Say why it should be kept confidential")
    if about["email"] and not _is_email(about["email"]):
        found.fault(line, "email", "This is not an email address")


def _is_email(word: str) -> bool:
    try:
        validate_email(word)
    except ValidationError:
        return False
    return True


def _asked(about: Mapping[str, str], line: int, found: Reading) -> FormatRequest | None:
    """The request for another format that this row replies to; one reply each."""
    key = about["format_request"]
    try:
        asked = replies.named(key, found.known, number=about["number"])
    except Invalid as error:
        found.fault(line, "format_request", error.message)
        return None
    if asked is not None and any(entry.format_request == key for entry in found.entries):
        found.fault(line, "format_request", "Another row replies to this request")
    return asked


def _day(
    consultation: Consultation, raw: Any, line: int, found: Reading, asked: FormatRequest | None
) -> date | None:
    try:
        day = raw.date() if isinstance(raw, datetime) else raw
        day = day if isinstance(day, date) else _written_day(str(raw or "").strip())
    except ValueError:
        found.fault(line, "received", "Give a date like 2026-11-03 or 3/11/2026")
        return None
    try:
        replies.require_day(consultation, day, asked)
    except DomainError as error:
        if not found.has(line, "format_request"):  # whose time it is, nobody knows then
            found.fault(line, "received", error.message)
    return day


def _written_day(word: str) -> date:
    """As data has it, or as people in the United Kingdom write it: day, month, year. Raises ValueError."""
    if "/" in word:
        return datetime.strptime(word, "%d/%m/%Y").date()
    return date.fromisoformat(word)


def _answers(given: Mapping[str, Any], form: Questionnaire, line: int, found: Reading) -> dict[str, Said]:
    said = {}
    for question in form.questions():
        key = question.key
        try:
            if value := answering.from_raw(question, _plain(given.get(key))):
                said[key] = value
        except ValueError as error:
            found.fault(line, key, _in_a_table(question, given.get(key)) or error)
    for key, sentence in misplaced(form, said).items():
        found.fault(line, key, sentence)
    return said


def _in_a_table(question: Question, raw: Any) -> str:
    """Which options there are, for somebody who has no page before them."""
    if not question.options or raw in (None, ""):
        return ""
    offered = "; ".join(option["text"] for option in question.options)
    return f"“{str(raw)[:40]}” is not made of these options: {offered}"


def _plain(raw: Any) -> Any:
    return raw.date() if isinstance(raw, datetime) else raw.strip() if isinstance(raw, str) else raw


def _entry(
    about: Mapping[str, str],
    body: Organisation | None,
    received: date,
    said: Mapping[str, Said],
    line: int,
) -> Entry:
    who = {
        "capacity": about["capacity"],
        "organisation_name": about["organisation"],
        "how_gathered": about["how_gathered"],
        "name": about["name"],
        "email": about["email"],
        "nation": about["nation"],
        "publication": about["publication"],
        "has_authority": about["capacity"] == Capacity.ORGANISATION,
        "confidential": about["confidential"] == "yes",
        "confidential_reason": about["confidential_reason"],
    }
    who |= {"organisation": body} if body else {}
    language = about["language"] or "en"
    return Entry(
        who,
        said,
        Channel(about["channel"]),
        received,
        about["number"],
        language,
        line,
        format_request=about["format_request"],
    )
