"""Two people at one form: what stood in it when it was opened comes back with it, so that nobody's words go unseen."""

import hashlib

from django.forms import BaseForm
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

OVERTAKEN = _(
    "Somebody else changed this while you were working on it. Open it anew to read what it says now, "
    "or save again to put your words in its place."
)


def stamp(form: BaseForm) -> str:
    """What stands in a form before anybody types: another one as soon as it was saved with other words."""
    there = sorted((name, repr(value)) for name, value in (form.initial or {}).items())
    return hashlib.sha256(repr(there).encode("utf-8", "surrogatepass")).hexdigest()[:20]


def overtaken(request: HttpRequest, form: BaseForm) -> bool:
    """Whether the row was saved by somebody else since this form was opened; says so on the form."""
    seen = request.POST.get("seen", "")
    if not seen or seen == stamp(form):
        return False
    form.add_error(None, OVERTAKEN)
    return True
