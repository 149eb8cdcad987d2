"""What shortlisters see in blind mode: no name, no home body, nothing that either could be read from.

A label such as "Candidate 7KQ2M" stands for the person: it comes from the seed, the post and the person's key, so that
it is the same at every look and tells nothing across posts.
"""

import base64
import hmac
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from secondments.matching import soft
from secondments.matching.market import Candidate, Post
from secondments.matching.reasons import Reason
from secondments.matching.settings import Settings

REMOVED = "[removed]"
ADDRESS = re.compile(
    r"(?:https?://|www\.)\S+"  # web addresses
    r"|[\w.+-]+@[\w-]+\.[\w.-]+"  # e-mail
    r"|@\w{2,}"  # names in social media
    r"|(?<!\d)(?:\+|0)[\d\s().-]{8,}\d",  # telephone numbers
    re.IGNORECASE,
)
TOO_COMMON = frozenset(
    (
        "a",
        "and",
        "at",
        "association",
        "care",
        "centre",
        "charity",
        "cic",
        "co",
        "community",
        "company",
        "council",
    )
    + (
        "for",
        "foundation",
        "group",
        "housing",
        "in",
        "limited",
        "ltd",
        "national",
        "network",
        "of",
        "on",
        "project",
    )
    + ("service", "services", "society", "support", "the", "to", "trust", "uk", "bank", "food")
)


@dataclass(frozen=True, slots=True)
class Card:
    """One person as shortlisters see them. Availability is left as a plain yes: the run checks it for all."""

    label: str
    points: int
    skills_met: tuple[str, ...]
    skills_missing: tuple[str, ...]
    goals_met: tuple[str, ...]
    statements: tuple[str, ...]
    reasons: tuple[Reason, ...]


def labels(seed: str, post: str, people: Iterable[str]) -> dict[str, str]:
    """A label for each person, lengthened where two would be the same."""
    found: dict[str, str] = {}
    taken: set[str] = set()
    for person in sorted(people):
        made = base64.b32encode(
            hmac.new(seed.encode(), f"{post}\n{person}".encode(), "sha256").digest()
        ).decode()
        length = next(n for n in range(5, len(made)) if made[:n] not in taken)
        found[person] = made[:length]
        taken.add(made[:length])
    return found


def card(
    candidate: Candidate,
    post: Post,
    settings: Settings,
    shown_as: str,
    statements: Iterable[str],
    identity: Iterable[str],
) -> Card:
    """`identity` holds the person's names and their home body's names, in every form that is known."""
    terms = tuple(identity)
    wanted = post.needs | post.wants
    return Card(
        label=shown_as,
        points=soft.weigh(soft.points(candidate, post), settings.host_weights),
        skills_met=tuple(sorted(wanted & candidate.skills)),
        skills_missing=tuple(sorted(wanted - candidate.skills)),
        goals_met=tuple(sorted(candidate.goals & post.teaches)),
        statements=tuple(redact(text, terms) for text in statements),
        reasons=tuple(soft.details(candidate, post)),
    )


def redact(text: str, identity: Iterable[str]) -> str:
    """The text without these names, their parts, e-mail and web addresses and telephone numbers.

    Names are found whatever their case, accents and spacing. Words that many bodies share stay.
    """
    text = ADDRESS.sub(REMOVED, text)
    words = sorted({part for term in identity for part in _parts(term)}, key=lambda part: (-len(part), part))
    for part in words:
        text = _without(text, part)
    return text


def _parts(term: str) -> Iterable[str]:
    """A name as a whole, each of its words that can tell somebody, and its initials."""
    whole = _folded(term).split()
    telling = [word for word in whole if len(word) > 1 and word not in TOO_COMMON]
    initials = "".join(word[0] for word in whole)
    return [" ".join(whole)] * (len(whole) > 0) + telling + [initials] * (len(initials) > 2)


def _folded(text: str) -> str:
    return "".join(c if c.isalnum() else " " for c in _plain(text))


def _plain(text: str) -> str:
    """Lower case without accents."""
    spread = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in spread if not unicodedata.combining(c))


def _without(text: str, part: str) -> str:
    """Every place where the part stands as whole words, found in a folded copy that keeps the letters' places."""
    folded, at = [], []
    for n, letter in enumerate(text):
        for plain in _plain(letter):
            folded.append(plain)
            at.append(n)
    gap = r"[^\w]+".join(re.escape(word) for word in part.split())
    found = list(re.finditer(rf"(?<![^\W_]){gap}(?![^\W_])", "".join(folded)))
    for match in reversed(found):
        text = text[: at[match.start()]] + REMOVED + _after(text, at[match.end() - 1] + 1)
    return text


def _after(text: str, end: int) -> str:
    """What follows, without marks that belonged to the last letter removed."""
    while end < len(text) and unicodedata.combining(text[end]):
        end += 1
    return text[end:]
