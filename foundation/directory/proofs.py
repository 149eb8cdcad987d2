"""Whether an e-mail address shows that its holder belongs to an organisation.

Only the register's own facts count: what members say about their organisation proves nothing about themselves.
"""

from pathlib import Path

from foundation.accounts.models import User
from foundation.directory.models import Organisation, RegisterRecord
from foundation.directory.register.clean import host

# A domain that several bodies give is a provider's, a council's or a denomination's.
MOST_BODIES = 3
SHARED = frozenset((Path(__file__).parent / "data" / "shared_domains.txt").read_text().split())


def domain_matches(user: User, organisation: Organisation) -> bool:
    """Whether the register knows the organisation by the domain of the person's proven address, and few others."""
    domain = user.email.rpartition("@")[2].lower()
    if not domain or domain in SHARED:
        return False
    known = RegisterRecord.objects.filter(identifier__organisation=organisation, is_removed=False)
    if not any(domain in {record.email_domain, host(record.website)} for record in known):
        return False
    return _bodies_with(domain) <= MOST_BODIES


def _bodies_with(domain: str) -> int:
    """How many organisations give this domain for their e-mail; counted no further than matters."""
    same = RegisterRecord.objects.filter(email_domain=domain).order_by()
    return len(same.values_list("identifier__organisation_id", flat=True)[: MOST_BODIES + 1])
