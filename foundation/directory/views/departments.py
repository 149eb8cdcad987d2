"""Departments for everybody: who they are and what people may come to them about."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from foundation.directory.models import Appointment, Department, Priority, PriorityFramework

SECTION = {"section": "departments"}
GROUPS = (
    (_("Ministerial departments"), ("ministerial_department", "executive_office")),
    (_("Devolved governments"), ("devolved_administration",)),
)


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    rows = list(Department.objects.visible_to(request.user).current().order_by("name")[:500])
    named = {kind for _label, kinds in GROUPS for kind in kinds}
    groups = [(label, [row for row in rows if row.kind in kinds]) for label, kinds in GROUPS]
    groups.append((_("Other public bodies"), [row for row in rows if row.kind not in named]))
    return render(request, "directory/departments.html", {"groups": groups, **SECTION})


@require_safe
def detail(request: HttpRequest, slug: str) -> HttpResponse:
    rows = Department.objects.visible_to(request.user).select_related("successor")
    department = get_object_or_404(rows, slug=slug)
    priorities = Priority.objects.filter(framework__in=PriorityFramework.objects.current()).select_related(
        "framework"
    )
    officials = Appointment.objects.visible_to(request.user).current().filter(department=department)
    context = {
        "department": department,
        "over": bool(department.valid_to and department.valid_to <= timezone.localdate()),
        "ministers": list(department.ministers.current()),
        "priorities": list(priorities.filter(lead_department=department)),
        "contributes": list(priorities.filter(contributing=department)),
        "predecessors": list(department.predecessors.all()),
        "officials": list(officials.select_related("user", "team").order_by("role", "pk")[:200]),
        **SECTION,
    }
    return render(request, "directory/department.html", context)
