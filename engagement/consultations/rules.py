"""Who may do what to a consultation and to a response: named predicates; what is not named is denied."""

from collections.abc import Callable
from hmac import compare_digest
from typing import Any

from django.utils.translation import gettext_lazy as _

from engagement.consultations.models import Consultation, Response, secret_hash
from engagement.programmes.models import desks
from foundation.common.errors import NotAllowed
from foundation.directory.standing import standing

Predicate = Callable[[Any, Consultation], bool]


def runs(by: Any, consultation: Consultation) -> bool:
    """An official of the department that owns it, or the department's system."""
    return consultation.department_id in desks(by)


def is_person_of_desk(by: Any, consultation: Consultation) -> bool:
    return runs(by, consultation) and not standing(by).has("machine")


def is_second_pair(by: Any, consultation: Consultation) -> bool:
    """Somebody else than who sent it for the check: another official, or the system after an official."""
    if not runs(by, consultation):
        return False
    if standing(by).has("machine"):
        return consultation.submitted_by_id is not None
    return consultation.submitted_by_id != by.pk


def reads_all(by: Any, consultation: Consultation) -> bool:
    return runs(by, consultation) or standing(by).has("auditor")


RULES: dict[str, Predicate] = {
    "edit": runs,
    "submit": runs,
    "approve": is_second_pair,
    "reject": is_second_pair,
    "force_publish": runs,
    "unschedule": runs,
    "unpublish": is_person_of_desk,
    "withdraw": is_person_of_desk,
    "unwithdraw": is_person_of_desk,
    "amend": runs,
    "discard": is_person_of_desk,
    "enter_response": runs,
    "publish_response": is_person_of_desk,
    "exclude_response": is_person_of_desk,
    "provide_format": is_person_of_desk,
    "write_outcome": runs,
    "publish_outcome": runs,
    "explain_delay": runs,
    "see_inside": reads_all,
}


def allowed(by: Any, verb: str, consultation: Consultation) -> bool:
    """May `by` do `verb`, leaving aside whether the state permits it?"""
    return bool(getattr(by, "is_authenticated", False)) and RULES[verb](by, consultation)


def check(by: Any, verb: str, consultation: Consultation) -> None:
    if not allowed(by, verb, consultation):
        raise NotAllowed(_("You cannot do this to this consultation with the role you have."))


def holds(by: Any, secret: str, response: Response) -> bool:
    """Whoever has the secret link, or the person under whose account the response was begun."""
    if secret and response.secret_hash and compare_digest(secret_hash(secret), bytes(response.secret_hash)):
        return True
    return response.respondent_id is not None and response.respondent_id == getattr(by, "pk", None)


class Respondent:
    """Somebody who answers without an account: the audit knows no more of them than that."""

    is_authenticated = False
    is_active = True
    pk = None
    language = "en"

    def audit_identity(self) -> tuple[str, str]:
        return "system", "respondent"

    def __str__(self) -> str:
        return "respondent"


RESPONDENT = Respondent()
