"""A department's consultations, wherever they stand, and a new one."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from engagement.consultations import actions
from engagement.consultations.forms.authoring import NewForm
from engagement.consultations.models import Consultation
from engagement.consultations.views.manage.shared import to
from engagement.consultations.views.shared import SECTION
from engagement.programmes.models import desks
from foundation.common.errors import NotAllowed
from foundation.common.paging import keyset
from foundation.directory.standing import standing


@login_required
@never_cache
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    if not desks(request.user) and not standing(request.user).has("auditor"):
        raise NotAllowed("This page is for officials of departments.")
    rows = Consultation.objects.of_desk(request.user).select_related("department")
    page = keyset(rows, order=("-updated_at", "-pk"), after=request.GET.get("after"), size=25)
    forced = rows.filter(forced_at__isnull=False).count()
    late = Consultation.objects.late().filter(pk__in=rows.values("pk")).count()
    context = SECTION | {"page": page, "forced": forced, "late": late, "writes": bool(desks(request.user))}
    return render(request, "consultations/manage/desk.html", context)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    departments = desks(request.user)
    if not departments:
        raise NotAllowed("This page is for officials of departments.")
    form = NewForm(request.POST or None, departments=departments)
    if request.method == "POST" and form.is_valid():
        row = actions.create(by=request.user, **form.cleaned_data)
        return to("manage", row)
    return render(request, "consultations/manage/new.html", SECTION | {"form": form})
