from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations
from django.db.models import Index, Q

OPEN = (
    *("matched", "conflict_check", "approvals", "clearance", "agreement", "agreement_signed"),
    *("active", "paused", "ending", "returned", "evaluated", "ended_early"),
)
INDEXES = (
    ("placement", ["person_key"], "placement_person_key", ~Q(person_key="")),
    ("placement", ["host_department", "due_on", "id"], "placement_host_open", Q(state__in=OPEN)),
    ("placement", ["home_department", "due_on", "id"], "placement_home_open", Q(state__in=OPEN)),
    (
        "opportunity",
        ["host_department", "closes_on", "id"],
        "opportunity_host_open",
        ~Q(state__in=["withdrawn", "filled"]),
    ),
    ("nomination", ["opportunity"], "nomination_new", Q(state="nominated")),
)


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("secondments", "0004_guards")]

    operations = [
        AddIndexConcurrently(model, Index(fields=fields, name=name, condition=condition))
        for model, fields, name, condition in INDEXES
    ]
