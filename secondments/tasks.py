"""The clock door."""

from celery import shared_task

from secondments import making, waking
from secondments.actions import clock, rounds, sending


@shared_task
def sweep() -> int:
    return clock.sweep()


@shared_task
def remind() -> int:
    return clock.remind()


@shared_task
def alert() -> int:
    return clock.alert()


@shared_task(name=waking.ROUNDS)
def run_rounds() -> int:
    return rounds.run_waiting()


@shared_task
def publish_quarters() -> int:
    from secondments.publishing import charts, quarters, years

    done = quarters.freeze_finished() + years.freeze_finished()
    charts.ask()
    return done


@shared_task(name=waking.FILES, soft_time_limit=300)
def make_files() -> int:
    return making.work()


@shared_task(name=waking.PAPERS, soft_time_limit=300)
def send_to_sign() -> int:
    return sending.work()
