"""Two versions of a classification or a crosswalk side by side: what is new, gone, renamed or moved."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from foundation.common.spreadsheets import csv_lines
from satellite_account.models import Classification, Code, Crosswalk

MOST = 200


@dataclass(frozen=True, slots=True)
class Change:
    what: str
    code: str
    before: str
    now: str


def codes(now: Classification, before: Classification) -> list[Change]:
    new, old = _codes(now), _codes(before)
    found = [_change(code, new.get(code), old.get(code)) for code in sorted({*new, *old})]
    return [change for each in found for change in each]


def _codes(row: Classification) -> dict[str, tuple[str, str]]:
    rows = row.codes.values_list("code", "title", "parent__code")
    return {code: (title, parent or "") for code, title, parent in rows}


def _change(code: str, new: tuple[str, str] | None, old: tuple[str, str] | None) -> list[Change]:
    if new is None or old is None:
        what = _("New") if old is None else _("Gone")
        return [Change(what, code, old[0] if old else "", new[0] if new else "")]
    found = [Change(_("Renamed"), code, old[0], new[0])] if new[0] != old[0] else []
    if new[1] != old[1]:
        found.append(Change(_("Moved"), code, old[1], new[1]))
    return found


def shares(now: Crosswalk, before: Crosswalk) -> list[Change]:
    new, old = _shares(now), _shares(before)
    found = []
    for pair in sorted({*new, *old}):
        if (was := old.get(pair)) != (has := new.get(pair)):
            what = _("New") if was is None else _("Gone") if has is None else _("Changed")
            found.append(Change(what, " → ".join(pair), _said(was), _said(has)))
    return found


def _shares(row: Crosswalk) -> dict[tuple[str, str], float]:
    rows = row.shares.values_list("source__code", "target__code", "share")
    return {(source, target): share for source, target, share in rows}


def _said(share: float | None) -> str:
    return "" if share is None else f"{share:.6g}"


def without_target(row: Crosswalk) -> list[str]:
    """Codes of the source that go nowhere, neither they nor the one above them."""
    there = row.shares.values("source")
    rows = Code.objects.filter(classification=row.source, children=None).exclude(pk__in=there)
    return list(rows.exclude(parent__in=there).values_list("code", flat=True)[:MOST])


def write(target: Any, names: list[str], lines: Iterable[Iterable[object]]) -> None:
    target.writelines(csv_lines(names, lines))
