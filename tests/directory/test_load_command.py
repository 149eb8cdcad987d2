"""manage.py load_register: what it says."""

import pytest
from django.core.management import CommandError, call_command

from foundation.directory.models import Organisation
from tests.directory import extracts
from tests.directory.extracts import charity

pytestmark = pytest.mark.django_db


def test_it_reports_counts_problems_and_memory(tmp_path, capsys):
    rows = [charity(200000 + n, f"Charity {n}") for n in range(10)] + [charity("x", "Bad")] * 60
    path = extracts.extract(tmp_path / "e", charity=rows)
    call_command("load_register", str(path), source="ccew")
    said = capsys.readouterr()
    assert "10 rows in" in said.out
    assert "10 added" in said.out
    assert "Peak memory" in said.out
    assert "60 problems; the other rows were loaded:" in said.out
    assert "row 11 (10): “x” is not a charity number" not in said.out
    assert said.out.count("is not a charity number") == 50
    assert "… and 10 more" in said.out
    assert "Merging organisations: 10 rows" in said.err
    assert "\x1b" not in said.err
    call_command("load_register", str(path), source="ccew")
    assert "was loaded on" in capsys.readouterr().out
    assert Organisation.objects.count() == 10


def test_a_wrong_path_is_a_sentence(tmp_path):
    with pytest.raises(CommandError, match="There is nothing at"):
        call_command("load_register", str(tmp_path / "gone"), source="ccew")
