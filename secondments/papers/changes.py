"""Papers that change an agreement: amendment, extension and early end."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date

from django.utils.translation import gettext_lazy as _

from foundation.common.errors import Invalid
from secondments.days import months_after
from secondments.papers.agreement import agreement, costs, fill_clauses, heading, payments, signatories, used
from secondments.papers.clauses import library
from secondments.papers.compare import Change, compare
from secondments.papers.fields import conditions, values
from secondments.papers.inert import inert, sentence
from secondments.papers.paper import Block, Paper, Table
from secondments.papers.terms import Terms
from secondments.wording import Value

TITLES = {
    "amendment": ("Amendment of a secondment agreement", "Diwygio cytundeb secondiad"),
    "extension": ("Extension of a secondment", "Ymestyn secondiad"),
    "early_end": ("Early end of a secondment", "Dod â secondiad i ben yn gynnar"),
}
ASKED_BY = {"employer": "Employer", "host": "Host", "secondee": "Secondee"}


def amendment(
    old: Terms, new: Terms, *, effective: date, reason: str, pinned: Mapping[str, int] | None = None
) -> Paper:
    """A paper that lists every change and gives the hashes of both versions. Raises Invalid when nothing changes.

    `pinned` are the clause versions of the agreement that was signed; the new version keeps them.
    """
    changes = compare(old, new)
    if not changes:
        raise Invalid({"": [_("An amendment changes something.")]})
    _check(old, new, reason)
    extra: dict[str, Value] = {
        "effective": effective,
        **_between(old, new, pinned),
        "reason": sentence(reason),
    }
    return _paper("amendment", new, extra, (), [_table(changes), *_payments(old, new)])


def extension(
    old: Terms,
    *,
    end: date,
    made_on: date,
    reason: str,
    pinned: Mapping[str, int] | None = None,
    version: int | None = None,
    **changes: object,
) -> tuple[Terms, Paper]:
    """The terms of the extended version and the paper that extends. `changes` are other fields that move with the end.

    Raises Invalid when the new end is not later, passes what the agreement allows, or the terms contradict it.
    """
    if end <= old.end:
        raise Invalid({"end": [_("An extension ends later than the placement does now.")]})
    if made_on > old.end:
        raise Invalid({"made_on": [_("A placement is extended before it ends.")]})
    if old.extension_until and end > old.extension_until:
        raise Invalid({"end": [_("The agreement does not allow an extension for so long.")]})
    new = replace(old, end=end, made_on=made_on, version=version or old.version + 1, **changes)  # type: ignore[arg-type]
    _check(old, new, reason)
    extra: dict[str, Value] = {**_between(old, new, pinned), "old_end": old.end, "reason": sentence(reason)}
    return new, _paper("extension", new, extra, (), [_table(compare(old, new)), *_payments(old, new)])


def early_end(
    old: Terms,
    *,
    end: date,
    made_on: date,
    asked_by: str,
    notice_on: date,
    reason: str,
    waived: bool = False,
    version: int | None = None,
) -> Paper:
    """A paper that ends the placement before its time.

    Raises Invalid when the end is not earlier, or when notice was shorter than agreed and is not waived by all.
    """
    if not old.start <= end < old.end:
        raise Invalid({"end": [_("An early end is on a day of the placement before its last.")]})
    if asked_by not in ASKED_BY:
        raise Invalid({"asked_by": [_("Employer, host or secondee asks for an early end.")]})
    short = end < months_after(notice_on, old.notice_months)
    if short and not waived:
        raise Invalid({"notice_on": [_("Notice is shorter than the agreement asks, and was not waived.")]})
    if not reason.strip():
        raise Invalid({"reason": [_("Say why.")]})
    extra: dict[str, Value] = {
        "old_version": old.version, "old_end": old.end, "end": end, "notice_on": notice_on,
        "asked_by": ASKED_BY[asked_by], "reason": sentence(reason),
    }  # fmt: skip
    held = ("notice_waived",) if short else ("notice_given",)
    return _paper("early_end", replace(old, made_on=made_on, version=version or old.version), extra, held, [])


def _check(old: Terms, new: Terms, reason: str) -> None:
    if new.version <= old.version:
        raise Invalid({"version": [_("A new version has a higher number.")]})
    if new.reference != old.reference:
        raise Invalid({"reference": [_("A new version keeps the reference.")]})
    if not reason.strip():
        raise Invalid({"reason": [_("Say why.")]})


def new_version(old: Terms, new: Terms, pinned: Mapping[str, int] | None = None) -> tuple[Paper, Paper]:
    """The agreement as it was and as it becomes, both with the clause versions that were signed."""
    before = agreement(old, pinned=pinned)
    return before, agreement(new, pinned=dict(before.clauses))


def _between(old: Terms, new: Terms, pinned: Mapping[str, int] | None) -> dict[str, Value]:
    before, after = new_version(old, new, pinned)
    return {"old_version": old.version, "old_hash": before.content_hash, "new_hash": after.content_hash}


def _table(changes: Iterable[Change]) -> Table:
    rows = tuple((change.label, change.before or "–", change.after or "–") for change in changes)
    return Table("What changes", ("What", "Before", "From now on"), rows)


def _payments(old: Terms, new: Terms) -> list[Block]:
    found: list[Block] = [payments(new)] if new.instalments and new.instalments != old.instalments else []
    return [*found, *costs(new)] if new.costs and new.costs != old.costs else found


def _paper(
    kind: str, terms: Terms, extra: Mapping[str, Value], held: Iterable[str], after: list[Block]
) -> Paper:
    title, welsh = TITLES[kind]
    clauses = used(terms, library(kind).choose(terms.made_on))
    known, conditions_held = {**values(terms), **extra}, conditions(terms) | frozenset(held)
    schedule: list[Block] = [heading(terms, "Changes", "Newidiadau"), *after] if after else []
    return Paper(
        kind=kind,
        title=title,
        welsh_title=welsh if terms.welsh else "",
        reference=inert(terms.reference),
        version=terms.version,
        made_on=terms.made_on,
        blocks=(*fill_clauses(terms, clauses, known, conditions_held), *schedule),
        signatories=signatories(terms),
        clauses=tuple((clause.id, clause.version) for clause in clauses),
    )
