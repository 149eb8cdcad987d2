"""The Charity Commission's public extract: tables `publicextract.charity…` as tab-separated text or JSON.

Annual returns, trustees and governing documents are not read: the charity table has the latest income, and people are
not needed. Of the contact's e-mail address only the domain is kept.
"""

from collections.abc import Iterator

from foundation.directory.enums import LegalForm
from foundation.directory.identifiers import Scheme, normalise
from foundation.directory.register import clean
from foundation.directory.register.rows import Detail, Record, TableSpec, areas

FORMS = {
    "charitable company": LegalForm.CHARITABLE_COMPANY,
    "cio": LegalForm.CIO,
    "trust": LegalForm.TRUST,
    "unincorporated association": LegalForm.ASSOCIATION,
    "royal charter": LegalForm.ROYAL_CHARTER,
    "other": LegalForm.OTHER,
}

# The register ticks as many boxes as it likes; ICNP/TSO gives a body one code. A section is taken only when every
# "what" box agrees on it, a group only when every box agrees on that too. General (101) and other (117) purposes and
# the armed forces (114) have no section, so beside another box they leave the body unclassified.
WHAT = {
    "102": ("B", ""),
    "103": ("C", ""),
    "104": ("D", "D10"),
    "105": ("D", ""),
    "106": ("G", "G30"),
    "107": ("F", ""),
    "108": ("I", ""),
    "109": ("A", "A10"),
    "110": ("A", "A20"),
    "111": ("E", "E20"),
    "112": ("E", "E10"),
    "113": ("F", "F20"),
    "115": ("G", "G10"),
    "116": ("A", "A20"),
}
CHARITY = (
    "organisation_number",
    "registered_charity_number",
    "linked_charity_number",
    "charity_name",
    "charity_type",
    "charity_registration_status",
    "date_of_registration",
    "date_of_removal",
    "latest_acc_fin_period_end_date",
    "latest_income",
    "charity_contact_postcode",
    "charity_contact_email",
    "charity_contact_web",
    "charity_company_registration_number",
    "charity_is_cio",
    "charity_activities",
)


def charity(*values: str) -> Iterator[Record]:
    row = dict(zip(CHARITY, values, strict=True))
    main, linked = row["registered_charity_number"].strip(), row["linked_charity_number"].strip()
    is_linked = linked not in {"", "0"}
    typed = f"{main}-{linked}" if is_linked else main
    number = normalise(Scheme.CHC, typed)
    if number is None:
        raise clean.Problem(f"“{typed[:20]}” is not a charity number")
    name = clean.words(row["charity_name"], "charity_name", 300)
    if not name:
        raise clean.Problem("charity_name is empty")
    record = Record(
        key=row["organisation_number"].strip(),
        scheme=Scheme.CHC.value,
        number=number,
        parent_number=number.partition("-")[0] if is_linked else "",
        name=name,
        legal_form=_form(row["charity_type"], row["charity_is_cio"]),
        is_removed=row["charity_registration_status"].strip().lower() == "removed",
        website=clean.website(row["charity_contact_web"]),
        email_domain=clean.email_domain(row["charity_contact_email"]),
        postcode=clean.postcode(row["charity_contact_postcode"]),
        company_number="" if is_linked else company(row["charity_company_registration_number"]),
    )
    record.fact("activities", clean.lines, row["charity_activities"], "charity_activities", 4000)
    record.fact("income", clean.pounds, row["latest_income"], "latest_income")
    record.fact(
        "income_year_end", clean.day, row["latest_acc_fin_period_end_date"], "latest_acc_fin_period_end_date"
    )
    record.fact("registered_on", clean.day, row["date_of_registration"], "date_of_registration")
    if record.is_removed:
        record.fact("removed_on", clean.day, row["date_of_removal"], "date_of_removal")
    yield record


def company(typed: str) -> str:
    """A company's number, or nothing: registers write 0, N/A and worse."""
    number = normalise(Scheme.COH, typed) or ""
    return number if number.strip("0") else ""


def _form(kind: str, is_cio: str) -> str:
    if is_cio.strip().lower() in {"true", "t", "1"}:
        return LegalForm.CIO.value
    kind = kind.strip().lower()
    return str(FORMS.get(kind, LegalForm.OTHER if kind else LegalForm.UNKNOWN).value)


NAMES = ("organisation_number", "charity_name")
CLASSES = ("organisation_number", "classification_code", "classification_type", "classification_description")
AREAS = ("organisation_number", "geographic_area_description", "geographic_area_type")


def other_name(key: str, name: str) -> Iterator[Detail]:
    if name := clean.words(name, "charity_name", 300):
        yield Detail(key.strip(), "n", name)


def classification(key: str, code: str, kind: str, description: str) -> Iterator[Detail]:
    code = code.strip().removesuffix(".0")
    said = clean.words(description, "classification_description", 110)
    section, group = WHAT.get(code, ("", "")) if kind.strip().lower() == "what" else (None, None)
    yield Detail(key.strip(), "c", f"{code} {said}".strip(), icnp_section=section, icnp_group=group)


def area(key: str, description: str, kind: str) -> Iterator[Detail]:
    if said := clean.words(description, "geographic_area_description", 120):
        nation, region = areas().get(said.lower(), ("", ""))
        yield Detail(key.strip(), "a", said, nation=nation, region=region)


TABLES = (
    TableSpec("charity", r"\bcharity\.(txt|tsv|json|csv)$", CHARITY, charity),
    TableSpec("other names", r"charity_other_names\.", NAMES, other_name, required=False),
    TableSpec("classification", r"charity_classification\.", CLASSES, classification, required=False),
    TableSpec("area of operation", r"charity_area_of_operation\.", AREAS, area, required=False),
)
