"""Taking in files: a dataset is named once, each file of it becomes a version."""

import hashlib
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from foundation import audit
from foundation.common.errors import Invalid
from satellite_account import rules, waking
from satellite_account.enums import Loading
from satellite_account.models import Dataset, Version
from satellite_account.sources import layouts
from satellite_account.sources.storing import put_away


@transaction.atomic
def add_dataset(*, title: str, layout: str, by: Any, **said: Any) -> Dataset:
    """Name a source. What its layout knows of publisher, licence and address is taken where nothing else is said."""
    rules.check(by, "load")
    known = layouts.get(layout)
    slug = slugify(title)[:60]
    if not slug or Dataset.objects.filter(slug=slug).exists():
        raise Invalid({"title": [_("A dataset with this title is there already. Choose another title.")]})
    usual = {"publisher": known.publisher, "licence": known.licence, "address": known.address}
    row = Dataset.objects.create(
        slug=slug,
        title=title,
        kind=known.kind,
        layout=layout,
        **{**usual, **{k: v for k, v in said.items() if v}},
    )
    audit.record(by=by, verb="satellite.dataset_added", target=row)
    return row


@transaction.atomic
def take_in(
    *, dataset: Dataset, file: Any, name: str, vintage: str, by: Any, reference: str = "", wake: bool = True
) -> Version:
    """Keep a file as a version that waits to be loaded. The same file is taken in once.

    Raises Invalid when the dataset has this vintage, or this very file.
    """
    rules.check(by, "load")
    Dataset.objects.locked().get(pk=dataset.pk)
    if dataset.versions.exclude(state=Loading.REFUSED).filter(vintage=vintage).exists():
        raise Invalid(
            {"vintage": [_("This dataset has a version of this vintage. A version never changes.")]}
        )
    row = Version.objects.create(
        dataset=dataset, vintage=vintage, reference=reference, file_name=name[-200:], loaded_by=_person(by),
        sha256=hashlib.sha256(f"{dataset.pk} {timezone.now()}".encode()).hexdigest(),
    )  # fmt: skip
    row.sha256, row.bytes = put_away(row, file)
    same = dataset.versions.filter(sha256=row.sha256).exclude(state=Loading.REFUSED).first()
    if same is not None:
        raise Invalid(
            {
                "file": [
                    _("This very file is here already, as vintage %(vintage)s.") % {"vintage": same.vintage}
                ]
            }
        )
    row.save(update_fields=["sha256", "bytes"])
    audit.record(by=by, verb="satellite.taken_in", target=row, sha256=row.sha256, bytes=row.bytes)
    if wake:
        waking.wake()
    return row


def _person(by: Any) -> Any:
    return by if getattr(by, "pk", None) else None
