"""A whole matching round from stored rows to stored decisions: 10,000 people, 2,000 posts, five wishes each.

`SECRET_KEY=x DEBUG=1 DJANGO_SETTINGS_MODULE=portal.settings python -m bench.rounds [people posts]` prints one line. It
writes into the database that DATABASE_URL names, in a transaction that is taken back.
"""

import random
import resource
import sys
import time
from datetime import timedelta
from typing import Any

WISHES = 5
SIZES = ["micro", "small", "medium", "large", "major"]


def rows(people: int = 10_000, posts: int = 2_000) -> list[dict[str, Any]]:
    """Measured in a process of its own, so that the peak of memory is its own."""
    import json
    import subprocess

    words = [sys.executable, "-m", "bench.rounds", str(people), str(posts)]
    done = subprocess.run(words, check=True, capture_output=True, text=True)
    return [json.loads(done.stdout.splitlines()[-1])]


def measure(people: int, posts: int) -> dict[str, Any]:
    from django.db import connection, transaction
    from django.test.utils import CaptureQueriesContext

    from secondments.actions import rounds

    with transaction.atomic():
        officer, department = stored(people, posts)
        everything = offered(department)
        started = time.perf_counter()
        row = rounds.open_round(by=officer, department=department, name="Bench", opportunities=everything)
        rounds.ask_to_run(round=row, by=officer)
        gathered = time.perf_counter() - started
        started, busy = time.perf_counter(), time.process_time()
        with CaptureQueriesContext(connection) as seen:
            rounds.run(round=row)
        seconds, used = time.perf_counter() - started, time.process_time() - busy
        row.refresh_from_db()
        pairs = row.nominations.count()
        transaction.set_rollback(True)
    return {
        "name": "matching_round_stored",
        "seconds": round(seconds, 2),
        "process_seconds": round(used, 2),
        "items": pairs,
        "items_per_second": round(pairs / seconds, 1),
        "peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1),
        "matches": row.summary["matched"],
        "statements": len(seen),
        "gather_seconds": round(gathered, 2),
    }


def offered(department: Any) -> Any:
    from secondments.models import Opportunity

    return Opportunity.objects.filter(overseer=department, state="advertised")


def stored(people: int, posts: int) -> tuple[Any, Any]:
    """A department with its posts, organisations of every size with their people, and what these applied for."""
    from datetime import date

    from foundation.accounts.models import User
    from foundation.directory.models import Appointment, Department

    rng = random.Random(1)
    said = {
        "name": "Measured rounds",
        "slug": "measured-rounds",
        "kind": "ministerial_department",
        "valid_from": date(2020, 1, 1),
    }
    department = Department.objects.create(code="ROUNDS", **said)
    users = User.objects.bulk_create(
        User(email=f"bench{number}@example.org", name=f"Person {number}") for number in range(people + 2)
    )
    officer, second = users[:2]
    Appointment.objects.create(
        user=officer, role="secondments", department=department, valid_from=date(2020, 1, 1)
    )
    candidates = _candidates(rng, users[2:], officer)
    _apply(rng, candidates, _posts(rng, posts, department, officer, second))
    return officer, department


def _posts(rng: random.Random, number: int, department: Any, officer: Any, second: Any) -> list[Any]:
    from django.utils import timezone

    from secondments.models import Opportunity

    today, now = timezone.localdate(), timezone.now()
    starts = [today + timedelta(rng.randrange(120, 200)) for _ in range(number)]
    said = {
        "state": "advertised",
        "direction": "inward",
        "shape": "full",
        "problem": "P",
        "outcomes": "O",
        "level": "g7",
        "nationality_rule": "none",
        "funding": "host",
        "selection": "panel",
        "closes_on": today + timedelta(30),
        "host_department": department,
        "overseer": department,
        "created_by": second,
        "approved_by": officer,
        "approved_at": now,
        "advertised_at": now,
        "result_due_on": today + timedelta(60),
    }
    made = (
        Opportunity(
            ref=f"SC-1999-{n:06}",
            title=f"Post {n}",
            starts_on=start,
            ends_on=start + timedelta(rng.choice([84, 180, 364])),
            remote=rng.choice(["none", "hybrid", "full"]),
            clearance=rng.choice(["bpss", "bpss", "ctc"]),
            places=rng.choice([1, 1, 2, 3]),
            skill_codes=_skills(rng, 4),
            wanted_codes=_skills(rng, 4),
            teaches_codes=_skills(rng, 6),
            **said,
        )
        for n, start in enumerate(starts)
    )
    return Opportunity.objects.bulk_create(made, batch_size=1000)


def _skills(rng: random.Random, number: int) -> list[str]:
    return [f"bench:{n}" for n in sorted(rng.sample(range(120), number))]


def _candidates(rng: random.Random, users: list[Any], officer: Any) -> list[Any]:
    from django.utils import timezone

    from foundation.directory.models import Organisation
    from secondments.models import Candidate, HomeTerms, Skill

    homes = Organisation.objects.bulk_create(
        Organisation(
            ref=f"OR-1999-{n:06}", name=f"Body {n}", size_band=rng.choice(SIZES), verification_level=4
        )
        for n in range(max(len(users) // 4, 1))
    )
    limits = ((home, rng.choice([1, 2, 5])) for home in homes[::2])
    HomeTerms.objects.bulk_create(HomeTerms(home_organisation=home, most_away=most) for home, most in limits)
    today, now = timezone.localdate(), timezone.now()
    made = Candidate.objects.bulk_create(
        (
            Candidate(
                ref=f"SC-1998-{n:06}",
                person=user,
                state="agreed",
                home_organisation=rng.choice(homes),
                consented_by=officer,
                consented_at=now,
                level="g7",
                learning_goals="G",
                available_from=today + timedelta(rng.randrange(60, 150)),
                available_to=today + timedelta(rng.randrange(500, 900)),
                nationality=rng.choice(["uk", "uk", "eligible", "other"]),
                goal_codes=_skills(rng, 4),
                avoids=["BENCH"] if n % 50 == 0 else [],
            )
            for n, user in enumerate(users)
        ),
        batch_size=1000,
    )
    skills = Skill.objects.bulk_create(
        Skill(code=f"bench:{n}", taxonomy="bench", name=f"Skill {n}") for n in range(120)
    )
    link = Candidate.skills.through
    has = (link(candidate_id=one.pk, skill_id=skill.pk) for one in made for skill in rng.sample(skills, 12))
    link.objects.bulk_create(has, batch_size=5000)
    return made


def _apply(rng: random.Random, candidates: list[Any], posts: list[Any]) -> None:
    from secondments.models import Nomination

    made = (
        Nomination(
            ref=f"SC-1997-{n * WISHES + wish:06}",
            candidate=one,
            opportunity=post,
            state="shortlisted",
            wish=wish,
            host_rank=rng.choice([None, None, 1, 2, 3]),
        )
        for n, one in enumerate(candidates)
        for wish, post in enumerate(rng.sample(posts, min(WISHES, len(posts))), 1)
    )
    Nomination.objects.bulk_create(made, batch_size=2000)


if __name__ == "__main__":
    import json

    import django

    django.setup()
    print(json.dumps(measure(*(map(int, sys.argv[1:3]) if len(sys.argv) == 3 else (10_000, 2_000)))))
