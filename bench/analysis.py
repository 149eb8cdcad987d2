"""What the analysis costs: grouping a heap, the nearest campaign of one text among a million, draft themes.

`python -m bench.analysis <name>` measures one in a process of its own, so that its memory is its own.
"""

import json
import os
import random
import resource
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from bench.corpus import Letter, corpus

GROUPED = 100_000
THEMED = 50_000
KNOWN = int(os.environ.get("BENCH_TEXTS", 1_000_000))
ASKED = 500
SLICE = 20_000


def near_duplicates() -> dict[str, Any]:
    """A tenth to a third of the campaigns have an opposite in the same template."""
    return _group(corpus(GROUPED))


def near_duplicates_opposed() -> dict[str, Any]:
    """Every campaign has one."""
    return _group(corpus(GROUPED, seed=2, opposed=1.0))


def _group(letters: Sequence[Letter]) -> dict[str, Any]:
    from engagement.consultations.similarity.groups import group

    texts = [letter.text for letter in letters]
    group(texts[:500])
    started = time.perf_counter()
    found = group(texts).group.tolist()
    seconds = time.perf_counter() - started
    recall, precision = quality([letter.campaign for letter in letters], found)
    return row(seconds, len(texts)) | {"pair_recall": round(recall, 5), "pair_precision": round(precision, 5)}


def quality(truth: Sequence[int], found: Sequence[int]) -> tuple[float, float]:
    """Over pairs of letters: the share of true pairs that were found, and of found pairs that are true."""
    both = pairs(zip(truth, found, strict=True))
    return both / pairs(truth), both / max(pairs(found), 1)


def pairs(numbers: Iterable[Any]) -> int:
    return sum(count * (count - 1) // 2 for count in Counter(numbers).values())


def draft_themes() -> dict[str, Any]:
    """Learn themes from a sample, place every answer."""
    from engagement.consultations.themes.learning import learn
    from engagement.consultations.themes.placing import Placer

    texts = [letter.text for letter in corpus(THEMED, seed=3, in_campaigns=0.3)]
    started = time.perf_counter()
    drafts = learn(texts)
    placed = Placer({number: draft.weights for number, draft in enumerate(drafts)}).place_all(texts)
    seconds = time.perf_counter() - started
    return row(seconds, len(texts)) | {"themes": len(drafts), "placed": sum(map(bool, placed))}


def nearest_campaign() -> dict[str, Any]:
    """One new text among a million that are known, as the sweep asks: keys in one query, likes compared in full.

    Half of the new texts are edited copies of known ones, and `recall` is the share of these that found theirs.
    """
    import django

    django.setup()
    from bench.index import fill
    from engagement.consultations.analysis.nearest import place
    from engagement.consultations.similarity.nearest import sketch

    consultation = fill(KNOWN)
    asked = _asked(consultation)
    times, found = [], 0
    for text, known in asked:
        started = time.perf_counter()
        leader = place(text, sketch([text], scope=consultation)[0]).leader
        times.append(time.perf_counter() - started)
        found += known is not None and leader is not None and leader.pk == known
    times.sort()
    measured = {"p50_ms": times[ASKED // 2] * 1000, "p99_ms": times[ASKED * 99 // 100] * 1000}
    shown = {name: round(value, 2) for name, value in measured.items()}
    return row(sum(times), ASKED) | shown | {"rows": KNOWN, "recall": found / (ASKED // 2)}


def _asked(consultation: int) -> list[tuple[str, int | None]]:
    """New texts, each beside the known one that it was made from, if any."""
    from bench.index import edited
    from engagement.consultations.analysis.models import DistinctText

    rng = random.Random(5)
    known = DistinctText.objects.filter(consultation=consultation)
    first = known.earliest("pk").pk
    places = [first + rng.randrange(KNOWN) for _text in range(ASKED // 2)]
    copies = [(edited(text.body, rng), text.pk) for text in known.filter(pk__in=places)]
    strangers = [(letter.text, None) for letter in corpus(ASKED - len(copies), seed=5, in_campaigns=0)]
    return rng.sample([*copies, *strangers], ASKED)


def row(seconds: float, items: int) -> dict[str, Any]:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return {
        "seconds": round(seconds, 2),
        "items": items,
        "items_per_second": round(items / seconds, 1),
        "peak_mb": peak,
    }


RUNS: dict[str, Callable[[], dict[str, Any]]] = {
    "near_duplicates_100k": near_duplicates,
    "near_duplicates_opposed_100k": near_duplicates_opposed,
    "draft_themes_50k": draft_themes,
    "nearest_campaign_1m": nearest_campaign,
}


def measure(name: str) -> dict[str, Any]:
    """One run in a process of its own."""
    asked = subprocess.run(
        [sys.executable, "-m", "bench.analysis", name], capture_output=True, text=True, check=True
    )
    return json.loads(asked.stdout.splitlines()[-1])


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    print(json.dumps({"name": sys.argv[1]} | RUNS[sys.argv[1]]()))
