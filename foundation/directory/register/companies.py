"""Companies House's basic company data: community interest companies, guarantee companies and societies.

Every other kind of company is passed over, and so are CIOs: their charity register has them.
"""

from collections.abc import Iterator

from foundation.directory.enums import LegalForm, Nation
from foundation.directory.identifiers import Scheme, normalise
from foundation.directory.register import clean
from foundation.directory.register.rows import Record, TableSpec

COLUMNS = (
    "CompanyNumber",
    "CompanyName",
    "RegAddress.PostCode",
    "CompanyCategory",
    "CompanyStatus",
    "DissolutionDate",
    "IncorporationDate",
    "PreviousName_1.CompanyName",
    "SICCode.SicText_1",
    "SICCode.SicText_2",
)
FORMS = {
    "community interest company": LegalForm.CIC,
    "pri/ltd by guar/nsc (private, limited by guarantee, no share capital)": LegalForm.GUARANTEE_COMPANY,
    "pri/lbg/nsc (private, limited by guarantee, no share capital, use of 'limited' exemption)": (
        LegalForm.GUARANTEE_COMPANY
    ),
    "private limited by guarantee": LegalForm.GUARANTEE_COMPANY,
    "registered society": LegalForm.REGISTERED_SOCIETY,
    "industrial and provident society": LegalForm.REGISTERED_SOCIETY,
}
_NATIONS = {
    "SC": Nation.SCOTLAND,
    "SP": Nation.SCOTLAND,
    "NI": Nation.NORTHERN_IRELAND,
    "NP": Nation.NORTHERN_IRELAND,
}


def company(*values: str) -> Iterator[Record]:
    row = dict(zip(COLUMNS, values, strict=True))
    form = FORMS.get(" ".join(row["CompanyCategory"].lower().split()))
    if form is None:
        return
    number = normalise(Scheme.COH, row["CompanyNumber"])
    if number is None:
        raise clean.Problem(f"“{row['CompanyNumber'][:20]}” is not a company number")
    name = clean.words(row["CompanyName"], "CompanyName", 300)
    if not name:
        raise clean.Problem("CompanyName is empty")
    ended = bool(row["DissolutionDate"].strip()) or row["CompanyStatus"].strip().lower() in {
        "dissolved",
        "removed",
    }
    record = Record(
        key=number,
        scheme=Scheme.COH.value,
        number=number,
        parent_number="",
        name=name,
        legal_form=form.value,
        is_removed=ended,
        postcode=clean.postcode(row["RegAddress.PostCode"]),
        classification=[row[column][:120] for column in COLUMNS[-2:] if row[column][:1].isdigit()],
        nation=str(_NATIONS.get(number[:2], Nation.UNKNOWN).value),
    )
    record.fact("other_names", _names, row["PreviousName_1.CompanyName"])
    record.fact("registered_on", clean.day, row["IncorporationDate"], "IncorporationDate")
    if ended:
        record.fact("removed_on", clean.day, row["DissolutionDate"], "DissolutionDate")
    yield record


def _names(value: str) -> list[str]:
    said = clean.words(value, "PreviousName_1.CompanyName", 300)
    return [said] if said else []


TABLES = (TableSpec("companies", r"\.(csv|txt)$", COLUMNS, company, delimiter=","),)
