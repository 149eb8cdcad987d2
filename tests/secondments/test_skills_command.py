"""Loading a taxonomy: whole, repeatable, and honest about what is gone."""

import pytest
from django.core.management import CommandError, call_command

from secondments.models import Skill

pytestmark = pytest.mark.django_db
HEAD = "conceptUri,preferredLabel,altLabels,skillType,description\n"
ROW = "http://data.europa.eu/esco/skill/{key},{name},,skill/competence,\n"


def write(tmp_path, *names):
    file = tmp_path / "skills.csv"
    file.write_text(HEAD + "".join(ROW.format(key=name.lower(), name=name) for name in names))
    return str(file)


def test_a_taxonomy_is_taken_over_and_what_is_gone_is_no_longer_offered(tmp_path):
    call_command("load_skills", write(tmp_path, "Mentoring", "Budgeting"))
    call_command("load_skills", write(tmp_path, "Mentoring", "Lobbying"))
    offered = dict(Skill.objects.filter(taxonomy="esco").values_list("name", "is_current"))
    assert offered == {"Mentoring": True, "Lobbying": True, "Budgeting": False}


def test_a_file_with_a_fault_changes_nothing(tmp_path):
    file = tmp_path / "bad.csv"
    file.write_text("name\nMentoring\n")
    with pytest.raises(CommandError):
        call_command("load_skills", str(file))
    with pytest.raises(CommandError):
        call_command("load_skills", str(tmp_path / "missing.csv"))
    assert not Skill.objects.filter(taxonomy="esco").exists()
