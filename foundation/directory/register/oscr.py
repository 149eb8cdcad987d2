"""The Scottish Charity Regulator's register download: one CSV of current charities, one of former ones."""

from collections.abc import Iterator

from foundation.directory.enums import LegalForm, Nation
from foundation.directory.identifiers import Scheme, normalise
from foundation.directory.register import clean, purposes
from foundation.directory.register.rows import Record, TableSpec

COLUMNS = (
    "Charity Number",
    "Charity Name",
    "Registered Date",
    "Known As",
    "Charity Status",
    "Postcode",
    "Constitutional Form",
    "Geographical Spread",
    "Main Operating Location",
    "Purposes",
    "Objectives",
    "Website",
    "Most recent year income",
    "Year End",
    "Parent charity number",
    "Ceased Date",
)
FORMS = (
    ("scio", LegalForm.SCIO),
    ("company", LegalForm.CHARITABLE_COMPANY),
    ("unincorporated", LegalForm.ASSOCIATION),
    ("trust", LegalForm.TRUST),
    ("community benefit", LegalForm.REGISTERED_SOCIETY),
    ("statutory", LegalForm.ROYAL_CHARTER),
    ("royal charter", LegalForm.ROYAL_CHARTER),
)
_WIDER = ("uk", "overseas", "wider than scotland", "outwith")


def charity(*values: str) -> Iterator[Record]:
    row = dict(zip(COLUMNS, values, strict=True))
    number = normalise(Scheme.SC, row["Charity Number"])
    if number is None:
        raise clean.Problem(f"“{row['Charity Number'][:20]}” is not a Scottish charity number")
    name = clean.words(row["Charity Name"], "Charity Name", 300)
    if not name:
        raise clean.Problem("Charity Name is empty")
    parent = normalise(Scheme.SC, row["Parent charity number"]) or ""
    said = purposes.listed(row["Purposes"])
    section, group = purposes.section(said)
    removed = bool(row["Ceased Date"].strip()) or row["Charity Status"].strip().lower() in {
        "removed",
        "ceased",
    }
    record = Record(
        key=number,
        scheme=Scheme.SC.value,
        number=number,
        parent_number=parent if parent != number else "",
        name=name,
        legal_form=_form(row["Constitutional Form"]),
        is_removed=removed,
        website=clean.website(row["Website"]),
        postcode=clean.postcode(row["Postcode"]),
        classification=said,
        nation=_nation(row["Geographical Spread"]),
        icnp_section=section,
        icnp_group=group,
    )
    record.fact("other_names", _names, row["Known As"])
    record.fact("areas", _names, row["Main Operating Location"])
    record.fact("activities", clean.lines, row["Objectives"], "Objectives", 4000)
    record.fact("income", clean.pounds, row["Most recent year income"], "Most recent year income")
    record.fact("income_year_end", clean.day, row["Year End"], "Year End")
    record.fact("registered_on", clean.day, row["Registered Date"], "Registered Date")
    if removed:
        record.fact("removed_on", clean.day, row["Ceased Date"], "Ceased Date")
    yield record


def _names(value: str) -> list[str]:
    said = clean.words(value, "Known As", 300)
    return [said] if said else []


def _form(said: str) -> str:
    said = said.lower()
    return str(next((form for start, form in FORMS if start in said), LegalForm.OTHER if said else "") or "")


def _nation(spread: str) -> str:
    said = f" {spread.lower()} "
    return "" if any(f" {word}" in said for word in _WIDER) else Nation.SCOTLAND.value


TABLES = (TableSpec("charities", r"\.(csv|txt)$", COLUMNS, charity, delimiter=","),)
