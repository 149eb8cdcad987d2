"""What a domain refuses, beside the fields of the form that said it."""

from collections.abc import Callable
from typing import Any

from foundation.common.errors import Invalid


def put_errors(form: Any, refusal: Invalid) -> None:
    """Each sentence at its field; one that names no field of the form stands above all of them."""
    for name, sentences in refusal.errors.items():
        form.add_error(name if name in form.fields else None, [str(each) for each in sentences])


def attempt(form: Any, action: Callable[..., Any], **said: Any) -> bool:
    """Whether the action was done; what it refuses as badly said stands on the form."""
    try:
        action(**said)
    except Invalid as refusal:
        put_errors(form, refusal)
        return False
    return True
