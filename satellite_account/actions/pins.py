"""Pins of cells: a statistician holds one, with a reason, or lets it go."""

import math
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from foundation import audit
from foundation.common.errors import Invalid, WrongState
from satellite_account import cells, rules
from satellite_account.models import Pin, Version


@transaction.atomic
def pin_cell(
    *, version: Version, row: str, industry: str, reason: str, by: Any, value: float | None = None
) -> Pin:
    """Hold a cell of an input-output table. Raises Invalid for a cell that the table does not have, without a reason,
    and where the cell is held already."""
    rules.check(by, "pin")
    rows, industries = cells.pinnable(version)
    errors: dict[str, list[object]] = {}
    if row not in rows:
        errors["row"] = [_("Select a product of this table.")]
    if industry not in industries:
        errors["industry"] = [_("Select an industry of S.15 in this table.")]
    if not reason.strip():
        errors["reason"] = [_("Enter the reason.")]
    if value is not None and not math.isfinite(value):
        errors["value"] = [_("Enter a number, such as 12.5.")]
    if errors:
        raise Invalid(errors)
    try:
        with transaction.atomic():
            made = Pin.objects.create(
                version=version, row=row, industry=industry, value=value, reason=reason.strip(), by=by
            )
    except IntegrityError:
        raise Invalid({"row": [_("This cell is held already. Let it go first.")]}) from None
    audit.record(by=by, verb="satellite.cell_pinned", target=version, row=row, industry=industry)
    return made


@transaction.atomic
def unpin_cell(*, pin: Pin, by: Any) -> Pin:
    """Let a cell go. Runs that named the pin keep it. Raises WrongState when it was let go already."""
    rules.check(by, "pin")
    held = Pin.objects.select_for_update(of=("self",)).select_related("version").get(pk=pin.pk)
    if held.withdrawn_at is not None:
        raise WrongState(_("This cell was let go already."))
    held.withdrawn_by, held.withdrawn_at = by, timezone.now()
    held.save(update_fields=["withdrawn_by", "withdrawn_at"])
    audit.record(
        by=by, verb="satellite.cell_let_go", target=held.version, row=held.row, industry=held.industry
    )
    return held
