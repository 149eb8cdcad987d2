"""The one page address of a file. It asks permission each time and says nothing to whoever may not have it."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from foundation.documents.models import Document
from foundation.documents.serving import give


@require_safe
@login_required
def download(request: HttpRequest, key: UUID) -> HttpResponseBase:
    document = get_object_or_404(Document.objects.visible_to(request.user), public_id=key)
    return give(document, to=request.user, request=request)
