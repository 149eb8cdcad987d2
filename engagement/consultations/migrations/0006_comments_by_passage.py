"""Analysts read the comments on a passage by this index; built beside those who answer."""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations
from django.db.models import Q


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("consultations", "0005_exports")]

    operations = [
        AddIndexConcurrently(
            "answer",
            GinIndex(
                fields=["comments"],
                opclasses=["jsonb_path_ops"],
                condition=~Q(comments=[]),
                name="answer_comments",
            ),
        ),
    ]
