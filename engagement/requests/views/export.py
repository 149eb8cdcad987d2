"""The queues as CSV: what the reader may see and filtered for, streamed, with no cell that a spreadsheet would run."""

from collections.abc import Iterable, Iterator
from typing import Any, ClassVar

from django.http import StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _

from engagement.requests import listing
from engagement.requests.forms.queue import QueueForm
from engagement.requests.models import EngagementRequest
from engagement.requests.views.desk import Desk
from engagement.requests.views.queues import QueueView
from engagement.requests.views.triage import Queue
from foundation import audit
from foundation.common.spreadsheets import BOM, csv_file, csv_lines


def cells(row: EngagementRequest) -> list[Any]:
    return [
        row.ref,
        row.title,
        row.organisation_name,
        row.get_kind_display(),
        row.topic.label if row.topic_id else "",
        ", ".join(row.nations),
        row.get_state_display(),
        _("yes") if row.risk_to_people else "",
        timezone.localtime(row.submitted_at).date().isoformat(),
        row.due_on.isoformat() if row.due_on else "",
        row.reply_due_on.isoformat() if row.reply_due_on else "",
        "" if row.days_taken is None else row.days_taken,
        row.department.code if row.department_id else "",
        row.hops,
        row.owner or "",
        row.claimed_by or "",
    ]


def lines(rows: Iterable[EngagementRequest]) -> Iterator[str]:
    yield BOM
    head = [
        *(_("reference"), _("title"), _("organisation"), _("kind"), _("topic"), _("nations"), _("state")),
        *(_("risk to people"), _("received"), _("due"), _("reply due"), _("working days taken")),
        *(_("department"), _("moves between departments"), _("owner"), _("claimed by")),
    ]
    yield from csv_lines(head, map(cells, rows))


class Export(QueueView):
    """Mixed into a queue: the same filters, as a file."""

    file: ClassVar[str]

    def show(self, form: QueueForm, words: str) -> HttpResponseBase:
        rows = listing.export(self.rows(form), self.filters(form), words, order=self.order(form))
        return self.file_of(rows, form)

    def straight_to(self, ref: str, form: QueueForm) -> HttpResponseBase:
        return self.file_of(self.rows(form).filter(ref=ref), form)

    def file_of(self, rows: Iterable[EngagementRequest], form: QueueForm) -> StreamingHttpResponse:
        audit.record(
            by=self.request.user,
            verb="request.exported",
            target=("requests.queue", self.tab.key),
            filters=sorted(form.chosen()),
        )
        return csv_file(f"{self.file}-{self.tab.key}-{timezone.localdate():%Y-%m-%d}.csv", lines(rows))


class QueueExport(Export, Queue):
    file = "triage"


class DeskExport(Export, Desk):
    file = "desk"


__all__ = ["DeskExport", "QueueExport"]
