"""Invented responses to a consultation: campaigns edited at four levels, and letters that stand alone.

Each campaign has a template of about 700 characters; each copy keeps it (exact), changes the greeting, changes
2 to 8 % of its words, or has a sentence added, dropped or moved. A share of campaigns come in pairs: one template
asking for opposite things.
Edits never touch the words of the demand itself, for then the copy would no longer ask for the same.
Every letter is made of sentences of a shared stock with slots, so that strangers also have phrases in common.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass

from bench import stock

LEVELS = ("exact", "greeting", "words", "sentence")


@dataclass(frozen=True, slots=True)
class Letter:
    text: str
    campaign: int  # a number of its own for each letter that stands alone
    level: str


@dataclass(frozen=True, slots=True)
class Template:
    campaign: int
    greeting: str
    sentences: tuple[str, ...]
    demands: frozenset[str]


def corpus(size: int, *, seed: int = 1, in_campaigns: float = 0.7, opposed: float = 0.3) -> list[Letter]:
    """`size` letters in an order as they might arrive; the same for the same seed."""
    rng = random.Random(seed)
    letters: list[Letter] = []
    campaign = 0
    while len(letters) < size * in_campaigns:
        copies = min(int(rng.paretovariate(0.8) * 12), max(20, size // 10))
        pair = rng.random() < opposed
        for template in templates(rng, campaign, pair=pair):
            letters += (copy(template, rng) for _copy in range(copies))
            campaign += 1
    del letters[int(size * in_campaigns) :]
    while len(letters) < size:
        letters.append(Letter(alone(rng), campaign, "alone"))
        campaign += 1
    rng.shuffle(letters)
    return letters


def templates(rng: random.Random, campaign: int, *, pair: bool) -> Iterator[Template]:
    """One template, or two that differ in their demand only."""
    body = [stock.sentence(rng) for _sentence in range(rng.randint(5, 6))]
    demands = stock.demands(rng)
    places = sorted(rng.sample(range(len(body) + 1), len(demands[0])), reverse=True)
    greeting = rng.choice(stock.GREETINGS)
    for number, said in enumerate(demands if pair else demands[:1]):
        sentences = body.copy()
        for place, demand in zip(places, said, strict=True):
            sentences.insert(place, demand)
        yield Template(campaign + number, greeting, tuple(sentences), frozenset(said))


def copy(template: Template, rng: random.Random) -> Letter:
    level = rng.choice(LEVELS)
    greeting, sentences = template.greeting, list(template.sentences)
    if level == "greeting":
        greeting = rng.choice(stock.GREETINGS)
        sentences.append(stock.closing(rng))
    elif level == "words":
        sentences = _reworded(template, rng)
    elif level == "sentence":
        _moved(sentences, template, rng)
    return Letter(f"{greeting}\n\n{' '.join(sentences)}", template.campaign, level)


def _reworded(template: Template, rng: random.Random) -> list[str]:
    words = [
        (at, place)
        for at, sentence in enumerate(template.sentences)
        if sentence not in template.demands
        for place in range(len(sentence.split()))
    ]
    total = sum(len(sentence.split()) for sentence in template.sentences)
    changed = [sentence.split() for sentence in template.sentences]
    for at, place in rng.sample(words, max(1, round(total * rng.uniform(0.02, 0.08)))):
        changed[at][place] = stock.other_word(changed[at][place], rng)
    return [" ".join(sentence) for sentence in changed]


def _moved(sentences: list[str], template: Template, rng: random.Random) -> None:
    """One sentence added, dropped or moved; a demand may move but is never dropped."""
    edit = rng.choice(("added", "dropped", "moved"))
    at = rng.choice([at for at, sentence in enumerate(sentences) if sentence not in template.demands])
    if edit == "added":
        sentences.insert(rng.randrange(len(sentences) + 1), stock.personal(rng))
    else:
        taken = sentences.pop(at)
        if edit == "moved":
            sentences.insert(rng.randrange(len(sentences) + 1), taken)


def alone(rng: random.Random) -> str:
    body = [stock.sentence(rng) for _sentence in range(rng.randint(4, 6))]
    body += rng.choice(stock.demands(rng))
    body.append(stock.personal(rng))
    rng.shuffle(body)
    return f"{rng.choice(stock.GREETINGS)}\n\n{' '.join(body)}"
