"""Files of publishers are read whole or refused with every fault, and a skill is found however it is written."""

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from secondments.skills.load import Unreadable, load, read
from secondments.skills.records import Skill, SkillType
from secondments.skills.search import Taxonomy

ESCO = """conceptType,conceptUri,skillType,reuseLevel,preferredLabel,altLabels,hiddenLabels,status,description
KnowledgeSkillCompetence,http://data.europa.eu/esco/skill/1,skill/competence,,manage budgets,"budget management
control  budgets
manage budgets",,released,"Plan, monitor and report on the budget."
KnowledgeSkillCompetence,http://data.europa.eu/esco/skill/2,knowledge,,public policy,,,released,

KnowledgeSkillCompetence,http://data.europa.eu/esco/skill/3,,,évaluer des projets,project evaluation,,released,
"""
FRAMEWORK = (
    "code,name,other_names,type,profession\nP1,Policy making,policy design|policy development,skill,Policy\n"
)


def faults(text: str) -> list[str]:
    with pytest.raises(Unreadable) as raised:
        read(text.encode())
    return [str(fault) for fault in raised.value.faults]


def test_escos_file_is_read(tmp_path):
    path = tmp_path / "skills_en.csv"
    path.write_bytes(b"\xef\xbb\xbf" + ESCO.encode())
    third, first, second = sorted(load(path), key=lambda skill: skill.key[-1] != "3")
    assert first == Skill(
        key="http://data.europa.eu/esco/skill/1",
        name="manage budgets",
        others=("budget management", "control budgets"),
        type=SkillType.SKILL,
        description="Plan, monitor and report on the budget.",
    )
    assert (second.type, second.others) == (SkillType.KNOWLEDGE, ())
    assert third.name == "évaluer des projets"


def test_a_framework_is_read():
    (skill,) = read(FRAMEWORK.encode())
    assert (skill.key, skill.group, skill.others) == ("P1", "Policy", ("policy design", "policy development"))


def test_every_fault_is_told_at_once_by_row_and_column():
    text = (
        f"code,name,type\nA,Budgets,skill\n,Law,\nA,Tax,skill\nB,,magic\nC,{'x' * 201},\nD,One,skill,more\n"
    )
    assert faults(text) == [
        "Row 3, code: This must not be empty.",
        "Row 4, code: “A” is in row 2 already.",
        "Row 5, name: This must not be empty.",
        "Row 5, type: “magic” is no type of skill.",
        "Row 6, name: A name has at most 200 letters; this has 201.",
        "Row 7: The row has 4 cells and the header 3.",
    ]


@pytest.mark.parametrize(("text", "sentence"), [
    ("", "Row 1: The first row must name the columns conceptUri and preferredLabel (ESCO) or code and name "
         "(skills framework)."),
    ("a,b\n1,2\n", "Row 1: The first row must name the columns conceptUri and preferredLabel (ESCO) or code and name "
                   "(skills framework)."),
    ("code,name\n", "Row 2: The file holds no skills."),
    ("code,name,name\nA,b,c\n", "Row 1, name: The column is there twice."),
    ('code,name\nA,"open\n', "Row 2: The row cannot be read: unexpected end of data."),
])  # fmt: skip
def test_a_file_of_another_kind_is_refused(text, sentence):
    assert faults(text) == [sentence]


def test_other_encodings_are_refused_with_their_row():
    with pytest.raises(Unreadable, match="Row 3: The file must be in UTF-8"):
        read(b"code,name\nA,b\nB,caf" + b"\xe9\n")


@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode) | st.text(max_size=99).map(
    lambda text: ("code,name\n" + text).encode(errors="replace")))  # fmt: skip
@hypothesis_settings(max_examples=100)
def test_no_file_at_all_breaks_the_reader(data):
    try:
        skills = read(data)
    except Unreadable as error:
        assert error.faults
    else:
        assert all(skill.key and skill.name for skill in skills)


TAXONOMY = Taxonomy([*read(ESCO.encode()), *read(FRAMEWORK.encode()), Skill("K", "knit"), Skill("C", "C++")])


@pytest.mark.parametrize(("text", "expected"), [
    ("manage budgets", "manage budgets"),
    ("budgets, manage", "manage budgets"),
    ("BUDGET MANAGMENT", "manage budgets"),
    ("bugdet", "manage budgets"),
    ("polic mak", "Policy making"),
    ("the design of policy", "Policy making"),
    ("evaluer projet", "évaluer des projets"),
    ("Projects evaluation", "évaluer des projets"),
    ("c++", "C++"),
])  # fmt: skip
def test_a_skill_is_found_however_it_is_written(text, expected):
    assert TAXONOMY.search(text)[0].skill.name == expected


@pytest.mark.parametrize("text", ["", "  ", "zzzz", "astronomy", "budgets astronomy", "!?"])
def test_what_is_not_there_is_not_found(text):
    assert TAXONOMY.search(text) == []


def test_the_name_comes_before_longer_ones_and_each_skill_once():
    taxonomy = Taxonomy([Skill("1", "policy making in health", ("policy",)), Skill("2", "policy making")])
    assert [(hit.skill.key, hit.by) for hit in taxonomy.search("policy")] == [
        ("1", "policy"),
        ("2", "policy making"),
    ]
    assert [hit.skill.key for hit in taxonomy.search("policy making")] == ["2", "1"]


def test_thirteen_thousand_skills_are_searched_at_once():
    """As many as ESCO has; a slip of the pen still finds one of them."""
    words = [
        "manage",
        "plan",
        "assess",
        "advise",
        "design",
        "budgets",
        "teams",
        "policy",
        "grants",
        "services",
    ]
    many = Taxonomy(
        Skill(f"s{n}", f"{words[n % 5]} {words[5 + n // 5 % 5]} topic{n:05}", (f"alias{n:05}",))
        for n in range(13_900)
    )
    assert many.search("mange budgets topic00000")[0].skill.key == "s0"
    assert many.search("alias13899")[0].skill.key == "s13899"
