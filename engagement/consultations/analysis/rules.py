"""Who may read and who may do the analysis: the department that owns the consultation; the auditor reads."""

from typing import Any

from engagement.consultations.models import Consultation
from engagement.programmes.models import desks
from foundation.common.errors import NotAllowed
from foundation.directory.standing import standing


def works(by: Any, consultation: Consultation) -> bool:
    """An official of the owning department.

    Its systems read and deliver; judging what people said is for people.
    """
    return not standing(by).has("machine") and consultation.department_id in desks(by)


def reads(by: Any, consultation: Consultation) -> bool:
    return works(by, consultation) or standing(by).has("auditor")


def check(by: Any, consultation: Consultation) -> None:
    if not works(by, consultation):
        raise NotAllowed(
            "Only officials of the department that owns this consultation analyse its responses."
        )
