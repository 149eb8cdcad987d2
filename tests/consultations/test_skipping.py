"""Skip logic: where answers lead, and dead ends found before anybody meets them."""

import pytest

from engagement.consultations import actions
from engagement.consultations.models import Consultation
from engagement.consultations.skipping import problems
from engagement.consultations.structure import read
from tests.factories.consultations import option


class Builder:
    """Three sections with a question each, to be wired."""

    def __init__(self, cast):
        self.by = cast.officer
        self.row = actions.create(by=self.by, department=cast.dcms, title="Routes", kind="consultation")
        for n in range(1, 4):
            actions.add_section(consultation=self.row, title=f"Section {n}", by=self.by)

    def ask(self, section, kind="radios", *, to=(None, None), **said):
        if kind in {"radios", "checkboxes"}:
            said["options"] = [option("a", "A", goes_to=to[0]), option("b", "B", goes_to=to[1])]
        return actions.add_question(
            consultation=self.row,
            section=self.row.sections.get(position=section),
            kind=kind,
            text="Which?",
            by=self.by,
            **said,
        )

    @property
    def form(self):
        return read(Consultation.objects.get(pk=self.row.pk))

    @property
    def codes(self):
        return {problem.code for problem in problems(self.form)}


@pytest.fixture
def build(cast):
    return Builder(cast)


def rest(build, *sections):
    for section in sections:
        build.ask(section, "text")


def test_answers_lead_forward_to_the_section_they_name(build):
    build.ask(1, to=(3, None), required=True)
    rest(build, 2, 3)
    assert build.codes == set()
    numbers = [page.number for page in build.form.path({"q1": ["a"]})]
    assert numbers == [1, 3]
    assert [page.number for page in build.form.path({"q1": ["b"]})] == [1, 2, 3]


def test_an_answer_can_end_it(build):
    build.ask(1, to=(0, None), required=True)
    rest(build, 2, 3)
    assert [page.number for page in build.form.path({"q1": ["a"]})] == [1]
    assert build.codes == set()


@pytest.mark.parametrize(("section", "to", "code"), [
    (2, (1, None), "loop"), (2, (2, None), "loop"), (1, (9, None), "missing_target"),
])  # fmt: skip
def test_circles_and_missing_sections_are_found(build, section, to, code):
    build.ask(section, to=to)
    rest(build, *({1, 2, 3} - {section}))
    assert build.codes == {code}


def test_a_section_that_nobody_reaches_is_found(build):
    build.ask(1, to=(3, 3), required=True)
    rest(build, 2, 3)
    assert build.codes == {"unreachable"}


def test_it_is_reached_by_whoever_leaves_the_question_open(build):
    build.ask(1, to=(3, 3), required=False)
    rest(build, 2, 3)
    assert build.codes == set()


def test_conditions_need_an_earlier_choice_that_is_there(build):
    build.ask(1)
    build.ask(2, "text", show_if={"question": "q9", "any_of": ["a"]})
    build.ask(3, "text", show_if={"question": "q1", "any_of": ["gone"]})
    build.ask(3, "text", show_if={"question": "q2", "any_of": ["a"]})
    assert build.codes == {"condition_not_before", "condition_option", "condition_kind"}


def test_a_question_whose_conditions_contradict_each_other_is_found(build):
    build.ask(1, required=True)
    build.ask(2, show_if={"question": "q1", "any_of": ["a"]})
    build.ask(3, "text", show_if={"question": "q2", "any_of": ["a"]})
    assert build.codes == set()
    build.ask(1, to=(0, None), required=True)
    build.ask(3, "text", show_if={"question": "q4", "any_of": ["a"]})
    assert build.codes == {"never_shown"}


def test_an_empty_section_is_found(build):
    rest(build, 1, 2)
    assert build.codes == {"empty"}


def test_a_question_with_a_condition_shows_only_then(build):
    build.ask(1)
    build.ask(2, "text", show_if={"question": "q1", "any_of": ["a"]})
    rest(build, 3)
    form = build.form
    assert [question.key for question in form.on_path({"q1": ["a"]})] == ["q1", "q2", "q3"]
    assert [question.key for question in form.on_path({"q1": ["b"]})] == ["q1", "q3"]
