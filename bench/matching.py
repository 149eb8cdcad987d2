"""The matching run: 10,000 people and 2,000 posts, by both methods.

`SECRET_KEY=x DEBUG=1 DJANGO_SETTINGS_MODULE=portal.settings python -m bench.matching [people posts]` prints one line
for each method and needs no services.
"""

import random
import resource
import subprocess
import sys
import time
from datetime import date, timedelta
from typing import Any

from secondments.matching.market import (
    Body,
    BodyKind,
    Candidate,
    Clearance,
    Direction,
    Market,
    Nationality,
    Post,
    Remote,
)
from secondments.matching.settings import Method, Settings

TODAY = date(2026, 9, 1)
SKILLS = [f"skill-{n}" for n in range(120)]
PLACES = [f"place-{n}" for n in range(12)]
MISSIONS = [f"mission-{n}" for n in range(5)]
SIZES = ["micro", "small", "medium", "large", "major"]


def market(people: int, posts: int, seed: int = 1) -> Market:
    """A market as a national round would have it: most people come from charities, most posts are in departments."""
    rng = random.Random(seed)
    charities = [
        Body(f"charity-{n}", BodyKind.CIVIL_SOCIETY, rng.choice(SIZES), rng.choice([None, None, 1, 2, 5]))
        for n in range(max(people // 4, 1))
    ]
    departments = [Body(f"department-{n}", BodyKind.GOVERNMENT, "unknown") for n in range(24)]
    made = tuple(_post(rng, n, charities, departments, people) for n in range(posts))
    persons = tuple(_candidate(rng, n, charities, departments, posts) for n in range(people))
    return Market(persons, made, tuple(charities + departments))


def _candidate(
    rng: random.Random, n: int, charities: list[Body], departments: list[Body], posts: int
) -> Candidate:
    inward = rng.random() < 0.75
    free = TODAY + timedelta(days=rng.randrange(0, 200))
    return Candidate(
        key=f"person-{n}",
        home=rng.choice(charities if inward else departments).key,
        directions=frozenset({Direction.INWARD if inward else Direction.OUTWARD, Direction.SWAP}),
        available_from=free,
        available_to=free + timedelta(days=rng.randrange(200, 900)),
        contract_end=rng.choice([None, None, None, date(2027, 9, 30)]),
        fte=rng.choice([60, 80, 100, 100]),
        placements=rng.choice([1] * 19 + [2]),
        nationality=rng.choice(list(Nationality)[1:]),
        clearance=rng.choice(list(Clearance)[:4]),
        clearable_to=rng.choice([Clearance.BPSS, Clearance.CTC, Clearance.SC, Clearance.DV]),
        skills=frozenset(rng.sample(SKILLS, 12)),
        goals=frozenset(rng.sample(SKILLS, 4)),
        places=frozenset(rng.sample(PLACES, 2)),
        missions=frozenset(rng.sample(MISSIONS, 2)),
        remote=rng.choice(list(Remote)),
        ranking=tuple(f"post-{m}" for m in rng.sample(range(posts), min(5, posts))),
    )


def _post(rng: random.Random, n: int, charities: list[Body], departments: list[Body], people: int) -> Post:
    inward = rng.random() < 0.7
    start = TODAY + timedelta(days=rng.randrange(60, 300))
    bids = {rng.choice(charities).key: "bid" for _ in range(5)} if inward else {}
    return Post(
        key=f"post-{n}",
        host=rng.choice(departments if inward else charities).key,
        direction=Direction.INWARD if inward else Direction.OUTWARD,
        start=start,
        end=start + timedelta(days=rng.choice([84, 180, 364])),
        latest_start=start + timedelta(days=rng.choice([0, 60, 120])),
        places=rng.choice([1, 1, 1, 2, 3]),
        fte=rng.choice([40, 60, 80, 100]),
        clearance=rng.choice([Clearance.BPSS, Clearance.BPSS, Clearance.CTC, Clearance.SC]),
        conflicted=bids,
        needs=frozenset(rng.sample(SKILLS, 4)),
        wants=frozenset(rng.sample(SKILLS, 4)),
        teaches=frozenset(rng.sample(SKILLS, 6)),
        locations=frozenset({rng.choice(PLACES)}),
        mission=rng.choice(MISSIONS),
        remote=rng.choice(list(Remote)),
        ranking=tuple(f"person-{m}" for m in rng.sample(range(people), min(8, people))),
    )


def measure(people: int, posts: int, method: Method) -> dict[str, Any]:
    """One row of the results, measured in this process."""
    from secondments.matching.run import match

    given = market(people, posts)
    started, busy = time.perf_counter(), time.process_time()
    result = match(given, Settings(today=TODAY, seed="bench", method=method))
    seconds = time.perf_counter() - started
    return {
        "name": f"matching_{method.value}",
        "seconds": round(seconds, 2),
        "process_seconds": round(time.process_time() - busy, 2),
        "items": result.considered,
        "items_per_second": round(result.considered / seconds, 1),
        "peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1),
        "matches": len(result.matches),
        "unmatched": len(result.unmatched),
    }


def rows(people: int = 10_000, posts: int = 2_000) -> list[dict[str, Any]]:
    """A row for each method, each measured in a process of its own so that the peak of memory is its own."""
    import json

    found = []
    for method in Method:
        words = [sys.executable, "-m", "bench.matching", str(people), str(posts), method.value]
        done = subprocess.run(words, check=True, capture_output=True, text=True)
        found.append(json.loads(done.stdout))
    return found


if __name__ == "__main__":
    import json

    if len(sys.argv) == 4:
        print(json.dumps(measure(int(sys.argv[1]), int(sys.argv[2]), Method(sys.argv[3]))))
    else:
        for line in rows(*map(int, sys.argv[1:3])):
            print(json.dumps(line))
