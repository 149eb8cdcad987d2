"""A placement with all around it, as its page shows it: one statement, composed once whatever the reader."""

from collections import defaultdict
from datetime import date, datetime
from functools import cache
from typing import Any, Self

from django.db.models import CharField, DateField, DateTimeField, QuerySet, prefetch_related_objects
from django.db.models.expressions import RawSQL
from django.utils.translation import get_language

from foundation.directory.models import Department, Organisation
from foundation.directory.prepared import PreparedFor
from foundation.directory.words import in_language
from secondments.models import (
    Absence,
    Agreement,
    Approval,
    Conflict,
    Evaluation,
    Issue,
    LearningOutcome,
    OnboardingItem,
    Placement,
    Recusal,
    ReintegrationPlan,
    Review,
    Signature,
    SigningRequest,
    Step,
)
from secondments.models.common import words_of

MOST = 100
# Who raised an issue, ticked a list or joined the alumni is no news for all three.
QUIET = ("issue_raised", "issue_answered", "onboarding", "alumni", "advanced")
OURS = "placement_id = secondments_placement.id"
TEXTS = f"SELECT id FROM {Agreement._meta.db_table} WHERE {OURS}"  # noqa: S608  (names of ours, here and below)
BODIES = (
    f"LEFT JOIN {Organisation._meta.db_table} o ON o.id = one.organisation_id "
    f"LEFT JOIN {Department._meta.db_table} d ON d.id = one.department_id"
)
# Of each table: what is read of it, which rows, in which order.
PARTS: dict[str, tuple[Any, str, str]] = {
    "agreements": (Agreement, "id, number, kind, state", f"WHERE {OURS} ORDER BY number"),
    "signatures": (Signature, "*", f"WHERE agreement_id IN ({TEXTS}) ORDER BY at, id"),
    "conflicts": (Conflict, "*", f"WHERE {OURS} ORDER BY id"),
    "recusals": (
        Recusal,
        "one.*, o.name AS organisation, d.name AS department, d.name_cy AS department_cy",
        f"{BODIES} WHERE {OURS} ORDER BY one.id",
    ),
    "approvals": (Approval, "*", f"WHERE {OURS} ORDER BY id"),
    "onboardingitems": (OnboardingItem, "*", f"WHERE {OURS} ORDER BY position, id"),
    "learningoutcomes": (LearningOutcome, "*", f"WHERE {OURS} ORDER BY id"),
    "reviews": (Review, "*", f"WHERE {OURS} ORDER BY id"),
    "absences": (Absence, "*", f"WHERE {OURS} ORDER BY id"),
    "issues": (Issue, "*", f"WHERE {OURS} ORDER BY id"),
    "evaluations": (Evaluation, "*", f"WHERE {OURS} ORDER BY id"),
    "steps": (
        Step,
        "verb, to_state, side, reason, at",
        f"WHERE {OURS} AND verb NOT IN ({', '.join(['%s'] * len(QUIET))}) ORDER BY id DESC LIMIT {MOST}",
    ),
    # Papers that an outside service has or is to have, of parties that have not signed; only who asked reads where.
    "signing": (
        SigningRequest,
        "party, state, tries, asked_at, try_after, sent_at, agreement_id, user_id = %s::bigint AS mine, "
        'CASE WHEN user_id = %s::bigint THEN "where" ELSE \'\' END AS "where"',
        f"WHERE agreement_id IN ({TEXTS} AND state = 'issued') AND done_at IS NULL AND state <> 'dropped' "
        f"AND NOT EXISTS (SELECT FROM {Signature._meta.db_table} s "
        "WHERE s.agreement_id = one.agreement_id AND s.party = one.party) ORDER BY id",
    ),
}
NAMES = ("name", "email")


def _part(model: Any, columns: str, rest: str) -> str:
    rows = f"SELECT {columns} FROM {model._meta.db_table} one {rest}"  # noqa: S608
    return f"(SELECT coalesce(json_agg(part), '[]') FROM ({rows}) part)"  # noqa: S608


AROUND = f"json_build_array({', '.join(_part(*part) for part in PARTS.values())})"
SHOWN = (
    *(field.name for field in Placement._meta.concrete_fields),
    *(f"{name}__{part}" for name in ("person", "home_manager", "host_manager") for part in NAMES),
    *(f"{side}_department__{name}" for side in ("home", "host") for name in ("name", "name_cy")),
    *(f"{side}_organisation__name" for side in ("home", "host")),
    *(f"swap__{name}" for name in ("untied_at", "untied_reason", "undecided_since")),
    *(f"reintegration__{field.name}" for field in ReintegrationPlan._meta.concrete_fields),
    *(f"nomination__candidate__{name}" for name in ("interests", "adjustments", "share_adjustments")),
)
BESIDE = (
    *("person", "home_manager", "host_manager", "swap", "reintegration", "nomination__candidate"),
    *(f"{side}_{kind}" for side in ("home", "host") for kind in ("department", "organisation")),
)


def _row(slot: Any, reader: Any) -> QuerySet:
    around = RawSQL(AROUND, [*QUIET, reader.pk, reader.pk])  # noqa: S611  (names of ours)
    rows = Placement.objects.visible_to(reader).select_related(*BESIDE).only(*SHOWN)
    return rows.annotate(around=around).filter(ref=slot("ref", CharField()))


ROW = PreparedFor(_row)


class Rows(list[Any]):
    """As what was prefetched is given: `.all()` asks no question."""

    def all(self) -> Self:
        return self


def placement(reader: Any, ref: str) -> Placement | None:
    """The placement as the reader may see it, with what is around it read; None when it is not theirs to see."""
    row: Any = next(iter(ROW(reader, ref=ref)), None)
    if row is None:
        return None
    found = {
        name: Rows(_made(model, one) for one in values)
        for (name, (model, *_)), values in zip(PARTS.items(), row.around, strict=True)
    }
    signed: dict[int, Rows] = defaultdict(Rows)
    for signature in found.pop("signatures"):
        signed[signature.agreement_id].append(signature)
    for text in found["agreements"]:
        text.signatures = signed[text.id]
    for one in found["recusals"]:
        one.body = in_language(one.department or "", one.department_cy or "") or one.organisation
    row.signing = found.pop("signing")
    row._prefetched_objects_cache = found
    if row.swap_id:
        prefetch_related_objects([row], "swap__placements")
    return row


def _made(model: Any, values: dict[str, Any]) -> Any:
    """A row from the JSON that the database wrote of it: its values, and the words of its choices."""
    kind, times = _kind(model)
    for name, take in times:
        if values.get(name):
            values[name] = take(values[name])
    made = kind()
    made.__dict__ = values
    return made


@cache
def _kind(model: Any) -> tuple[type, list[tuple[str, Any]]]:
    fields = model._meta.concrete_fields
    words = {f"get_{field.name}_display": _display(field) for field in fields if field.choices}
    times = [
        (field.attname, datetime.fromisoformat if isinstance(field, DateTimeField) else date.fromisoformat)
        for field in fields
        if isinstance(field, DateField)
    ]
    return type(f"{model.__name__}AsRead", (), words), times


def _display(field: Any) -> Any:
    name = field.attname
    return lambda one: words_of(field, get_language()).get(getattr(one, name), "")
