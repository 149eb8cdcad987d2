"""What a response said in words: the text by which it is compared."""

from collections import defaultdict
from collections.abc import Sequence

from engagement.consultations.enums import OPEN_TEXT
from engagement.consultations.models import Answer


def of_responses(responses: Sequence[int]) -> dict[int, str]:
    """By response, all its free text in the order of the questions; empty where it has none."""
    said: dict[int, list[str]] = defaultdict(list)
    rows = (
        Answer.objects.filter(response__in=responses, question__kind__in=OPEN_TEXT)
        .order_by("response_id", "question__section__position", "question__position", "question_id")
        .values_list("response_id", "text", "comments")
    )
    for response, text, comments in rows:
        said[response] += [text, *(str(comment.get("text", "")) for comment in comments or ())]
    return {key: "\n\n".join(part for part in said.get(key, ()) if part.strip()) for key in responses}
