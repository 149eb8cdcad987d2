"""The questions in their order: which page asks what, in which part, and what is still to be answered."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from engagement.requests.completeness import missing
from engagement.requests.enums import Capacity
from engagement.requests.forms import ask
from engagement.requests.models import EngagementRequest

Draft = EngagementRequest


def always(draft: Draft) -> bool:
    return True


def for_organisation(draft: Draft) -> bool:
    return draft.capacity == Capacity.ORGANISATION


@dataclass(frozen=True, slots=True)
class Step:
    """One page. `answers` are the fields of the draft that it fills; `form` is None where a page does more than ask."""

    slug: str
    part: Any
    title: Any
    answers: tuple[str, ...]
    form: type[ask.Question] | None = None
    applies: Callable[[Draft], bool] = always

    def lacks(self, gaps: dict[str, list[object]]) -> bool:
        return any(name in gaps for name in self.answers)

    def is_begun(self, draft: Draft) -> bool:
        """Whether anything on the page has been answered otherwise than a new draft would be."""
        return any(getattr(draft, name) != EMPTY[name] for name in self.answers if name not in PRESET)


YOU, REQUEST, PRACTICAL = _("About you"), _("Your request"), _("Before you send it")


def _step(slug: str, part: Any, form: type[ask.Question], **options: Any) -> Step:
    return Step(slug, part, form.heading, tuple(form.base_fields), form, **options)


STEPS = (
    _step("who", YOU, ask.Who),
    Step("organisation", YOU, _("Your organisation"), ("organisation_id",), applies=for_organisation),
    _step("authority", YOU, ask.Authority, applies=for_organisation),
    _step("kind", REQUEST, ask.KindOfRequest),
    _step("where", REQUEST, ask.Where),
    _step("topic", REQUEST, ask.Subject),
    _step("ask", REQUEST, ask.Ask),
    _step("evidence", REQUEST, ask.Evidence),
    Step("files", REQUEST, _("Evidence files"), ()),
    _step("affected", REQUEST, ask.Affected),
    _step("needs", PRACTICAL, ask.Needs),
    _step("declarations", PRACTICAL, ask.Declarations),
    _step("publication", PRACTICAL, ask.Publication),
)
BY_SLUG = {step.slug: step for step in STEPS}
EMPTY = {name: getattr(EngagementRequest(), name) for step in STEPS for name in step.answers}
# A new draft answers this one from the person's account.
PRESET = frozenset({"language"})
# The page that asks for the organisation answers what the final check calls by another name.
GAP_OF = {"organisation": "organisation_id"}


def gaps(draft: Draft) -> dict[str, list[object]]:
    return {GAP_OF.get(field, field): sentences for field, sentences in missing(draft).items()}


def applying(draft: Draft) -> Iterator[Step]:
    return (step for step in STEPS if step.applies(draft))


def first_missing(draft: Draft) -> Step | None:
    """The first page with an answer that the request cannot be sent without."""
    found = gaps(draft)
    return next((step for step in applying(draft) if step.lacks(found)), None)


def after(step: Step, draft: Draft) -> Step | None:
    """The next page that this draft needs, or None when it is time to check the answers."""
    place = STEPS.index(step)
    return next((later for later in STEPS[place + 1 :] if later.applies(draft)), None)


def before(step: Step, draft: Draft) -> Step | None:
    place = STEPS.index(step)
    return next((earlier for earlier in reversed(STEPS[:place]) if earlier.applies(draft)), None)
