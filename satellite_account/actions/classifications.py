"""Classifications and crosswalks: whole or not at all, everything wrong named at once."""

from collections.abc import Iterable, Mapping

from django.db import transaction

from foundation.common.errors import Invalid
from satellite_account.models import Classification, Code, Crosswalk, Share

NEAR = 1e-9


@transaction.atomic
def put_classification(
    slug: str, title: str, source: str, codes: Iterable[tuple[str, str, str]]
) -> Classification:
    """Write a classification from (code, code of its parent or "", title), parents first."""
    row = Classification.objects.create(slug=slug, title=title, source=source)
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
    slug: str,
    source: Classification,
    target: Classification,
    basis: str,
    shares: Mapping[str, Mapping[str, float]],
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
    row = Crosswalk.objects.create(slug=slug, source=source, target=target, basis=basis)
    Share.objects.bulk_create(
        Share(crosswalk=row, source=froms[code], target=tos[to], share=share)
        for code, parts in shares.items()
        for to, share in parts.items()
        if share > 0
    )
    return row
