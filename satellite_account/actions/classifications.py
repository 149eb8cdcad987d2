"""Classifications, crosswalks and aggregations: each a version, whole or not at all, everything wrong named at once."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from foundation import audit
from foundation.common.errors import Invalid
from satellite_account import rules
from satellite_account.models import Aggregation, Classification, Code, Crosswalk, Share

NEAR = 1e-9
Codes = list[tuple[str, str, str]]
Shares = Mapping[str, Mapping[str, float]]


@transaction.atomic
def put_classification(
    slug: str, title: str, source: str, codes: Iterable[tuple[str, str, str]], **kept: Any
) -> Classification:
    """Write a version of a classification from (code, code of its parent or "", title), parents first."""
    row = Classification.objects.create(slug=slug, title=title, source=source, **kept)
    known: dict[str, Code] = {}
    wrong = []
    for code, parent, words in codes:
        if parent and parent not in known:
            wrong.append(f"{code}: its parent {parent} does not stand before it")
            continue
        known[code] = Code.objects.create(
            classification=row, code=code, parent=known.get(parent), title=words
        )
    if wrong:
        raise Invalid({"codes": wrong})
    return row


@transaction.atomic
def put_crosswalk(
    slug: str, source: Classification, target: Classification, basis: str, shares: Shares, **kept: Any
) -> Crosswalk:
    """Write a crosswalk. Raises Invalid naming every code that is unknown and every code whose shares miss one."""
    froms = {code.code: code for code in source.codes.all()}
    tos = {code.code: code for code in target.codes.all()}
    wrong = [f"{code} is not in {source}" for code in shares if code not in froms]
    wrong += sorted(
        {f"{to} is not in {target}" for parts in shares.values() for to in parts if to not in tos}
    )
    wrong += [
        f"the shares of {code} sum to {sum(parts.values()):g}"
        for code, parts in shares.items()
        if abs(sum(parts.values()) - 1) > NEAR
    ]
    if wrong:
        raise Invalid({"shares": wrong})
    row = Crosswalk.objects.create(slug=slug, source=source, target=target, basis=basis, **kept)
    Share.objects.bulk_create(
        Share(crosswalk=row, source=froms[code], target=tos[to], share=share)
        for code, parts in shares.items()
        for to, share in parts.items()
        if share > 0
    )
    return row


@transaction.atomic
def load_classification(
    *, title: str, source: str, codes: Codes, by: Any, before: Classification | None = None, **kept: Any
) -> Classification:
    """A new classification, or the next version of `before`; its aggregations go on where all their codes do.

    Raises Invalid when the title is taken, or when the next version would say the same.
    """
    rules.check(by, "classify")
    slug, version = _next(Classification, before, slugify(title)[:30])
    if before is not None and codes_of(before) == sorted(codes):
        raise Invalid(
            {"file": [_("This is what version %(version)s says already.") % {"version": version - 1}]}
        )
    row = put_classification(slug, title, source, codes, version=version, made_by=_person(by), **kept)
    if before is not None:
        known = {code for code, *_rest in codes}
        for each in before.aggregations.newest():  # type: ignore[attr-defined]
            if known.issuperset(each.codes):
                Aggregation.objects.create(
                    classification=row, slug=each.slug, title=each.title, codes=each.codes,
                    version=each.version, made_by=each.made_by, note=each.note,
                )  # fmt: skip
    audit.record(by=by, verb="satellite.classification_loaded", target=row, version=version, codes=len(codes))
    return row


@transaction.atomic
def load_crosswalk(
    *, source: Classification, target: Classification, basis: str, shares: Shares, by: Any,
    before: Crosswalk | None = None, **kept: Any,
) -> Crosswalk:  # fmt: skip
    """A new crosswalk between two classifications, or the next version of `before`."""
    rules.check(by, "classify")
    slug, version = _next(Crosswalk, before, f"{source.slug}-{target.slug}"[:60])
    row = put_crosswalk(slug, source, target, basis, shares, version=version, made_by=_person(by), **kept)
    audit.record(by=by, verb="satellite.crosswalk_loaded", target=row, version=version)
    return row


def _next(model: Any, before: Any, slug: str) -> tuple[str, int]:
    """Slug and number of the version that comes; two who load at once get two numbers or a refusal."""
    if before is None:
        if not slug or model.objects.filter(slug=slug).exists():
            raise Invalid({"title": [_("There is one with this title already. Load a new version of it.")]})
        return slug, 1
    newest = model.objects.locked().filter(slug=before.slug).order_by("-version").first()
    return newest.slug, newest.version + 1


def codes_of(row: Classification) -> Codes:
    found = row.codes.order_by("code").values_list("code", "parent__code", "title")
    return sorted((code, parent or "", title) for code, parent, title in found)


@transaction.atomic
def aggregate(
    *, classification: Classification, title: str, codes: list[str], by: Any, note: str = ""
) -> Aggregation:
    """Name a group of codes; the same title again is its next version. Every code that does not fit is named."""
    rules.check(by, "classify")
    Classification.objects.locked().get(pk=classification.pk)
    parents = dict(classification.codes.values_list("code", "parent__code"))
    wrong = [_("%(code)s is not a code of it.") % {"code": code} for code in codes if code not in parents]
    wrong += [
        _("%(code)s stands below %(other)s, which is named too.") % {"code": code, "other": above}
        for code in codes
        for above in _above(code, parents)
        if above in codes
    ]
    slug = slugify(title)[:60]
    if not codes or wrong:
        raise Invalid({"codes": wrong or [_("Enter at least one code.")]})
    if not slug:
        raise Invalid({"title": [_("Enter a title with letters in it.")]})
    last = classification.aggregations.filter(slug=slug).order_by("-version").first()
    row = Aggregation.objects.create(
        classification=classification, slug=slug, title=title, codes=codes, note=note, made_by=_person(by),
        version=last.version + 1 if last else 1,
    )  # fmt: skip
    audit.record(by=by, verb="satellite.aggregation_named", target=row, version=row.version)
    return row


def _above(code: str, parents: Mapping[str, str | None]) -> Iterable[str]:
    above = parents.get(code)
    while above:
        yield above
        above = parents.get(above)


def _person(by: Any) -> Any:
    return by if getattr(by, "pk", None) else None
