"""The Charity Commission for Northern Ireland's search download: one CSV."""

from collections.abc import Iterator

from foundation.directory.enums import LegalForm, Nation
from foundation.directory.identifiers import Scheme, normalise
from foundation.directory.register import clean, purposes
from foundation.directory.register.rows import Record, TableSpec

COLUMNS = (
    "Reg charity number",
    "Sub charity number",
    "Charity name",
    "Date registered",
    "Status",
    "Date for financial year ending",
    "Total income",
    "Public address",
    "Website",
    "Email",
    "Company number",
    "What the charity does",
)
_GONE = ("removed", "de-registered", "deregistered")


def charity(*values: str) -> Iterator[Record]:
    row = dict(zip(COLUMNS, values, strict=True))
    sub = row["Sub charity number"].strip()
    is_linked = sub not in {"", "0"}
    typed = row["Reg charity number"].strip() + (f"-{sub}" if is_linked else "")
    number = normalise(Scheme.NIC, typed)
    if number is None:
        raise clean.Problem(f"“{typed[:20]}” is not a Northern Ireland charity number")
    name = clean.words(row["Charity name"], "Charity name", 300)
    if not name:
        raise clean.Problem("Charity name is empty")
    said = purposes.listed(row["What the charity does"])
    section, group = purposes.section(said)
    company = _company(row["Company number"])
    record = Record(
        key=number,
        scheme=Scheme.NIC.value,
        number=number,
        parent_number=number.partition("-")[0] if is_linked else "",
        name=name,
        legal_form=LegalForm.CHARITABLE_COMPANY.value if company else "",
        is_removed=row["Status"].strip().lower() in _GONE,
        website=clean.website(row["Website"]),
        email_domain=clean.email_domain(row["Email"]),
        postcode=clean.postcode(row["Public address"]),
        company_number="" if is_linked else company,
        classification=said,
        nation=Nation.NORTHERN_IRELAND.value,
        icnp_section=section,
        icnp_group=group,
    )
    record.fact("income", clean.pounds, row["Total income"], "Total income")
    record.fact(
        "income_year_end", clean.day, row["Date for financial year ending"], "Date for financial year ending"
    )
    record.fact("registered_on", clean.day, row["Date registered"], "Date registered")
    yield record


def _company(typed: str) -> str:
    """Only a number that says where it is registered: bare digits may be a Northern Irish number without its NI."""
    number = normalise(Scheme.COH, typed) or ""
    bare = typed.strip().isdigit() and len(typed.strip()) < 8
    return "" if bare or not number.strip("0") else number


TABLES = (TableSpec("charities", r"\.(csv|txt)$", COLUMNS, charity, delimiter=","),)
