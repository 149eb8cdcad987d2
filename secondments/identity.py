"""One person with two accounts is still one person: a key made of what an identity document says.

The officer reads name and date of birth from the document; neither is kept. What is kept is a keyed hash of the first
and the last name and the date, which tells that two placements are one person's and nothing else.
"""

import re
from datetime import date

from django.conf import settings
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from foundation.common.errors import Invalid
from foundation.common.text import fold

WORD = re.compile(r"[^\W\d_]+")
YOUNGEST, OLDEST = 16, 100


def person_key(full_name: str, born_on: date, today: date) -> str:
    """Names in the middle are left out, for documents differ in them. Raises Invalid."""
    words = WORD.findall(fold(full_name.replace("'", "").replace("\u2019", "").replace("-", "")))
    if len(words) < 2:
        raise Invalid({"full_name": [_("Enter the first and the last name, as the document has them.")]})
    if not YOUNGEST <= today.year - born_on.year <= OLDEST:
        raise Invalid({"born_on": [_("Enter the date of birth, as the document has it.")]})
    said = f"{words[0]} {words[-1]} {born_on.isoformat()}"
    return salted_hmac(
        "secondments.person", said, secret=settings.PERSON_KEY_SECRET, algorithm="sha256"
    ).hexdigest()
