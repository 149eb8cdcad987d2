"""Classifications that the account knows by itself, the crosswalks between them and the named aggregations."""

from django.db import transaction

from satellite_account.actions.classifications import put_classification, put_crosswalk
from satellite_account.methods.codes import ACTIVITIES, GROUPS, INDUSTRIES
from satellite_account.models import Aggregation, Classification

HANDBOOK = "United Nations handbook on satellite accounts, 2018"
NAMED = {
    "sections": "Sections",
    "abs": "As the Australian Bureau of Statistics publishes",
    "core": "Core and others",
}


@transaction.atomic
def write() -> None:
    """Write what is not there yet. Safe to repeat."""
    if Classification.objects.filter(slug="icnp-tso").exists():
        return
    from satellite_account.methods.classify.lists import ICNP_TO_INDUSTRY, ICNPO_TO_ICNP
    from satellite_account.methods.classify.titles import ICNPO_TITLES

    sections = [(code, "", title) for code, title in ACTIVITIES.items()]
    groups = [(code, code[0], title) for code, title in GROUPS.items()]
    icnp = put_classification("icnp-tso", "ICNP/TSO", HANDBOOK, [*sections, *groups])
    numbers = [(code, "", ICNPO_TITLES[code]) for code in sorted(ICNPO_TO_ICNP, key=int)]
    icnpo = put_classification("icnpo", "ICNPO", "Johns Hopkins University", numbers)
    named = [(code, "", title) for code, title in INDUSTRIES.items()]
    industries = put_classification(
        "npish-industries", "Industries of S.15", "Office for National Statistics", named
    )
    put_crosswalk(
        "icnpo-icnp-tso", icnpo, icnp, f"{HANDBOOK}; equal shares where it leaves a choice", ICNPO_TO_ICNP
    )
    own = "The account’s own: activities without an industry go to membership organisations (94)"
    put_crosswalk("icnp-tso-industries", icnp, industries, own, ICNP_TO_INDUSTRY)
    _aggregations(icnp)


def _aggregations(icnp: Classification) -> None:
    from satellite_account.methods.classify.lists import AGGREGATIONS

    for slug, parts in AGGREGATIONS.items():
        for number, (title, codes) in enumerate(parts.items()):
            title = f"{NAMED.get(slug, slug)}: {title}"
            Aggregation.objects.create(
                classification=icnp, slug=f"{slug}-{number}", title=title, codes=list(codes)
            )
