"""Extracts in the form that registers publish, built from invented rows or from real numbers and names."""

import csv
import json
import random
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

REAL = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "satellite"

CHARITY = (
    "date_of_extract",
    "organisation_number",
    "registered_charity_number",
    "linked_charity_number",
    "charity_name",
    "charity_type",
    "charity_registration_status",
    "date_of_registration",
    "date_of_removal",
    "charity_reporting_status",
    "latest_acc_fin_period_start_date",
    "latest_acc_fin_period_end_date",
    "latest_income",
    "latest_expenditure",
    "charity_contact_address1",
    "charity_contact_postcode",
    "charity_contact_phone",
    "charity_contact_email",
    "charity_contact_web",
    "charity_company_registration_number",
    "charity_is_cio",
    "charity_activities",
)
CLASSES = (
    "date_of_extract",
    "organisation_number",
    "registered_charity_number",
    "linked_charity_number",
    "classification_code",
    "classification_type",
    "classification_description",
)
AREAS = (
    "date_of_extract",
    "organisation_number",
    "registered_charity_number",
    "linked_charity_number",
    "geographic_area_type",
    "geographic_area_description",
    "parent_geographic_area_type",
    "parent_geographic_area_description",
    "welsh_ind",
)
NAMES = (
    "date_of_extract",
    "organisation_number",
    "registered_charity_number",
    "linked_charity_number",
    "charity_name_id",
    "charity_name_type",
    "charity_name",
)
TABLES = {
    "charity": CHARITY,
    "charity_classification": CLASSES,
    "charity_area_of_operation": AREAS,
    "charity_other_names": NAMES,
}
WHAT = {
    102: "Education/training",
    103: "The Advancement Of Health Or Saving Of Lives",
    108: "Religious Activities",
    110: "Amateur Sport",
    117: "Other Charitable Purposes",
}


def charity(number: object, name: str, **facts: Any) -> dict[str, Any]:
    """A row of the charity table; the rest is empty as it is in the register."""
    return {
        "date_of_extract": "2026-11-01",
        "organisation_number": facts.pop("key", number),
        "registered_charity_number": number,
        "linked_charity_number": 0,
        "charity_name": name,
        "charity_type": "Other",
        "charity_registration_status": "Registered",
        "date_of_registration": "1999-04-01",
        **facts,
    }


def detail(number: object, **facts: Any) -> dict[str, Any]:
    return {
        "date_of_extract": "2026-11-01",
        "organisation_number": number,
        "registered_charity_number": number,
    } | facts


def tab_separated(columns: tuple[str, ...], rows: Iterable[dict[str, Any]]) -> Iterator[bytes]:
    yield ("\t".join(columns) + "\r\n").encode("utf-8-sig")
    for row in rows:
        cells = ("" if row.get(column) is None else str(row[column]) for column in columns)
        line = "\t".join(
            cell.replace("\\", "\\\\").replace("\t", "\\\t").replace("\n", "\\\n") for cell in cells
        )
        yield f"{line}\r\n".encode()


def as_json(columns: tuple[str, ...], rows: Iterable[dict[str, Any]]) -> Iterator[bytes]:
    yield b"\xef\xbb\xbf["
    for place, row in enumerate(rows):
        yield (("," if place else "") + json.dumps({column: row.get(column) for column in columns})).encode()
    yield b"]"


FORMS = {"txt": tab_separated, "json": as_json}


def extract(folder: Path, form: str = "txt", **tables: Iterable[dict[str, Any]]) -> Path:
    """A folder with one zip per table, as the Commission offers them."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in tables.items():
        path = folder / f"publicextract.{name}.zip"
        member = f"publicextract.{name}.{form}"
        with (
            zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive,
            archive.open(member, "w", force_zip64=True) as file,
        ):
            for piece in FORMS[form](TABLES[name], rows):
                file.write(piece)
    return folder


def real(name: str) -> Iterator[dict[str, str]]:
    with (REAL / name).open(encoding="utf-8-sig", newline="") as file:
        yield from csv.DictReader(file)


def real_850() -> Iterator[dict[str, Any]]:
    """The real charities of one NCVO extract, with their real incomes."""
    for row in real("ncvo_full_columns_extract_850.csv"):
        yield charity(
            row["regno"], row["name"], latest_income=row["income"], latest_acc_fin_period_end_date=row["fye"]
        )


def real_federated() -> Iterator[dict[str, Any]]:
    """Real members of federations, with a charity number of England and Wales."""
    seen = set()
    for row in real("federated_charities.csv"):
        if row["reg_number"].isdigit() and row["reg_number"] not in seen:
            seen.add(row["reg_number"])
            yield charity(row["reg_number"], row["name"])


def at_scale() -> Iterator[dict[str, Any]]:
    """Every number of the scale list (258,056), under real names where they are known, with real incomes."""
    names = {row["reg_number"]: row["name"] for row in real("federated_charities.csv")}
    pool = [(row["name"], row["income"]) for row in real("ncvo_charity_microdata_ew_2013_14.csv")]
    chance = random.Random(7)
    for place, row in enumerate(real("charity_scale.csv")):
        number = row["reg_number"]
        name, income = pool[place % len(pool)]
        name = names.get(number, name if place < len(pool) else f"{name} {chance.choice(PLACES)}")
        yield charity(
            number,
            name,
            latest_income=income,
            latest_acc_fin_period_end_date="2025-03-31 00:00:00",
            charity_registration_status="Removed" if place % 50 == 0 else "Registered",
            date_of_removal="2020-01-31" if place % 50 == 0 else None,
            charity_contact_email=f"office@charity{number}.org.uk" if place % 3 else None,
            charity_contact_web=f"www.charity{number}.org.uk" if place % 2 else None,
            charity_company_registration_number=f"{place:08d}" if place % 6 == 1 else None,
            charity_activities="Helping people in the area with advice, company and practical support. " * 3,
        )


PLACES = ("Leeds", "Cardiff", "Norwich", "Swansea", "Truro", "Durham", "Derby", "Luton", "Bangor", "Carlisle")
REGIONS = ("Leeds City", "Cardiff", "Norfolk", "City Of Swansea", "Cornwall", "Durham", "Derby City", "Luton")


def scale_classes() -> Iterator[dict[str, Any]]:
    chance = random.Random(11)
    for row in real("charity_scale.csv"):
        for code in chance.sample(sorted(WHAT), chance.randint(1, 3)):
            yield detail(
                row["reg_number"],
                classification_code=code,
                classification_type="What",
                classification_description=WHAT[code],
            )
        yield detail(
            row["reg_number"],
            classification_code=306,
            classification_type="How",
            classification_description="Provides Services",
        )


def scale_areas() -> Iterator[dict[str, Any]]:
    chance = random.Random(13)
    for row in real("charity_scale.csv"):
        for area in chance.sample(REGIONS, chance.randint(1, 2)):
            yield detail(
                row["reg_number"], geographic_area_type="Local Authority", geographic_area_description=area
            )


def scale_names() -> Iterator[dict[str, Any]]:
    for place, row in enumerate(real("charity_scale.csv")):
        if place % 5 == 0:
            yield detail(
                row["reg_number"], charity_name_type="Working Name", charity_name=f"The {place} Project"
            )
