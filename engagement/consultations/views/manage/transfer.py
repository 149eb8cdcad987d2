"""Files in and out: responses brought in, and the report."""

import csv
import io

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse

from engagement.consultations import actions, importing, report_docx, report_pdf
from engagement.consultations.models import Consultation
from engagement.consultations.views.files import CSV, attached
from engagement.consultations.views.manage.shared import inside, place, show, to
from foundation import audit
from foundation.common import forms
from foundation.common.errors import Invalid
from foundation.common.uploads import with_files

REPORTS = {
    "pdf": (report_pdf.pdf, "application/pdf"),
    "docx": (report_docx.docx, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
}


class FileForm(forms.Form):
    file = forms.FileField(label="CSV or XLSX file")


@with_files
@inside
def bring(request: HttpRequest, row: Consultation) -> HttpResponse:
    """Bring responses in from a file. With one fault nothing is brought in, and every fault is listed."""
    form = FileForm(request.POST or None, request.FILES or None)
    faults: list[importing.Fault] = []
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            found = importing.read(row, file, file.name, by=request.user)
            faults = found.faults
            if not faults:
                messages.success(
                    request,
                    _brought(*actions.ingest(consultation=row, entries=found.entries, by=request.user)),
                )
                return to("manage-responses", row)
            form.add_error("file", "Mend the faults that are listed on this page, and choose the file again")
        except Invalid as error:
            form.add_error("file", str(error.message))
    status = 400 if faults or form.errors else 200
    heading, back = "Bring responses in", place("manage-responses", row)
    return show(request, "import", row, status=status, form=form, faults=faults, heading=heading, back=back)


def _brought(new: int, known: int) -> str:
    said = "1 response was brought in" if new == 1 else f"{new:,} responses were brought in"
    before = "1 was" if known == 1 else f"{known:,} were"
    return f"{said}; {before} here before." if known else f"{said}."


@inside
def template(request: HttpRequest, row: Consultation) -> HttpResponse:
    file = io.StringIO()
    csv.writer(file).writerow(importing.template(row))
    return attached(HttpResponse("\ufeff" + file.getvalue(), content_type=CSV), f"{row.ref}-template.csv")


@inside
def report(request: HttpRequest, row: Consultation, format: str) -> HttpResponse:
    if format not in REPORTS:
        raise Http404
    write, kind = REPORTS[format]
    audit.record(by=request.user, verb="consultation.reported", target=row, format=format)
    return attached(HttpResponse(write(row), content_type=kind), f"{row.ref}-report.{format}")
