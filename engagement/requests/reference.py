"""Reference data of the room: topics, routing table and service levels, as dated rows in every database.

The routes are the portal editors' own proposals, not government policy; each row says so and when it was reviewed.
"""

import csv
from datetime import date
from pathlib import Path
from typing import Any

from engagement.requests.enums import Kind, Step

TOPICS = Path(__file__).parent / "data" / "topics.csv"
VALID_FROM = date(2024, 7, 5)
REVIEWED_ON = date(2026, 11, 22)
SOURCE = "Proposed by the editors of this portal; confirm with the department"

# Office for the nation, and where its own government can be reached.
DEVOLVED = {
    "scotland": ("SCOT", "https://www.gov.scot/about/contact-information/"),
    "wales": ("WAL", "https://www.gov.wales/contact-us"),
    "northern-ireland": ("NIO", "https://www.nidirect.gov.uk/contacts"),
}

BY_KIND = {
    Kind.SECONDMENT: "CO",
    Kind.TEST_AND_LEARN: "CO",
    Kind.PARTNERSHIP: "CO",
    Kind.COMPLAINT: "CO",
    Kind.FUNDING: "DCMS",
}

# Published targets are read again before they are set for a department; these hold for all.
SERVICE_LEVELS = {
    Step.TRIAGE: 3,
    Step.ACCEPT: 2,
    Step.CONTACT: 5,
    Step.REPLY: 15,
    Step.CEILING: 20,
    Step.CLARIFICATION: 10,
    Step.TRANSFER: 2,
    Step.URGENT_TRIAGE: 1,
    Step.URGENT_REPLY: 5,
    Step.REOPEN: 40,
}


def load(apps: Any) -> None:
    """Write or refresh the rows; safe to repeat. `apps` is the registry of a migration or the live one."""
    departments = {row.code.upper(): row for row in apps.get_model("directory", "Department").objects.all()}
    topics = _topics(apps)
    rule = apps.get_model("requests", "RoutingRule").objects
    for row, topic in topics:
        _rule(rule, departments, row["department"], topic=topic, confidence=85)
        if row["devolved"] == "yes":
            for nation, (office, url) in DEVOLVED.items():
                _rule(rule, departments, office, topic=topic, nation=nation, confidence=75, signpost_url=url)
    for kind, code in BY_KIND.items():
        _rule(rule, departments, code, kind=kind, confidence=70)
    for nation, (office, url) in DEVOLVED.items():
        _rule(rule, departments, office, nation=nation, confidence=50, signpost_url=url)
    levels = apps.get_model("requests", "ServiceLevel").objects
    for step, days in SERVICE_LEVELS.items():
        levels.update_or_create(
            step=step,
            department=None,
            valid_from=VALID_FROM,
            defaults={
                "working_days": days,
                "source": "The portal’s own standard, under the 20 working day ceiling",
            },
        )


def _topics(apps: Any) -> list[tuple[dict[str, str], Any]]:
    topics = apps.get_model("requests", "Topic").objects
    found = []
    with TOPICS.open(newline="", encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            topic, _created = topics.update_or_create(
                code=row["code"],
                defaults={
                    "name": row["name"],
                    "name_cy": row["name_cy"],
                    "words": row["words"].split(),
                    "is_devolved": row["devolved"] == "yes",
                    "valid_from": VALID_FROM,
                },
            )
            found.append((row, topic))
    return found


def _rule(rules: Any, departments: dict[str, Any], code: str, confidence: int, **condition: Any) -> None:
    signpost = condition.pop("signpost_url", "")
    key = {"topic": None, "nation": "", "kind": "", "valid_from": VALID_FROM} | condition
    rules.update_or_create(
        **key,
        defaults={
            "department": departments[code],
            "confidence": confidence,
            "signpost_url": signpost,
            "source": SOURCE,
            "reviewed_on": REVIEWED_ON,
        },
    )
