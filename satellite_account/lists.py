"""Classifications that the account knows by itself, the crosswalks between them and the named aggregations."""

from django.db import transaction

from satellite_account.actions.classifications import put_classification, put_crosswalk
from satellite_account.methods.codes import ACTIVITIES
from satellite_account.models import Aggregation, Classification

HANDBOOK = "United Nations handbook on satellite accounts, 2018"
GROUPS = {
    "A10": "Culture and arts", "A20": "Sports and recreation", "A30": "Information and communication",
    "A90": "Culture and recreation n.e.c.", "B10": "Pre-primary, primary and secondary education",
    "B20": "Higher education", "B30": "Other education", "B90": "Education n.e.c.",
    "C10": "Ambulatory health services", "C20": "Hospitals", "C30": "Nursing and residential care",
    "C90": "Human health n.e.c.", "D10": "Individual and family services", "D20": "Child day-care",
    "D30": "Emergency and relief", "D40": "Vocational rehabilitation", "D90": "Social services n.e.c.",
    "E10": "Natural resources", "E20": "Animal health and welfare", "E90": "Environment n.e.c.",
    "F10": "Construction of housing and infrastructure", "F20": "Community and economic development",
    "F30": "Housing management", "F40": "Utilities and waste", "F50": "Indigenous self-governance",
    "F90": "Community and housing n.e.c.", "G10": "Civic, advocacy and participation", "G20": "Political activities",
    "G30": "International activities", "G90": "Civic and international n.e.c.", "H10": "Grant-making foundations",
    "H90": "Philanthropic intermediaries n.e.c.", "I10": "Religious congregations",
    "I90": "Religious associations n.e.c.", "J10": "Business and employers’ associations",
    "J20": "Professional associations", "J30": "Labour unions", "J90": "Associations n.e.c.",
    "K10": "Scientific research and testing", "K20": "Professional services", "K30": "Administrative services",
    "K90": "Professional and administrative n.e.c.", "L10": "Agriculture, forestry and fishing", "L20": "Manufacturing",
    "L30": "Accommodation and catering", "L40": "Trade", "L50": "Transport and storage",
    "L60": "Financial and insurance services", "L70": "Real estate", "L80": "Unpaid activities of households",
    "L90": "Activities n.e.c.",
}  # fmt: skip
INDUSTRIES = {
    "NPISH_72": "Scientific research", "NPISH_74": "Other professional activities", "NPISH_75": "Veterinary",
    "NPISH_82": "Office support", "NPISH_85": "Education", "NPISH_86": "Human health",
    "NPISH_87-88": "Residential care and social work", "NPISH_90": "Arts and entertainment",
    "NPISH_91": "Libraries, archives and museums", "NPISH_93": "Sports and recreation",
    "NPISH_94": "Membership organisations", "NPISH_96": "Other personal services",
}  # fmt: skip
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

    sections = [(code, "", title) for code, title in ACTIVITIES.items()]
    groups = [(code, code[0], title) for code, title in GROUPS.items()]
    icnp = put_classification("icnp-tso", "ICNP/TSO", HANDBOOK, [*sections, *groups])
    numbers = [(code, "", f"Group {code}") for code in sorted(ICNPO_TO_ICNP, key=int)]
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
