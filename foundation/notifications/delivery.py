"""Sending: claim one row, hand it over, write down what became of it. Each step commits before the next begins.

A crash while CLAIMED leaves no doubt and costs nothing. SENDING is the one window in which nobody here can know
whether the message went out; docs/adr says what is done about it.
"""

import logging
import random
import time
from collections import Counter
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.core.cache import cache
from django.db import transaction
from django.utils import timezone

from foundation.notifications import kinds, providers
from foundation.notifications.enums import IN_HAND, State
from foundation.notifications.models import Message
from foundation.notifications.providers import Doubtful, Mail, Postponed, Provider, Refused, Unreachable
from foundation.notifications.wording import letter

logger = logging.getLogger(__name__)

LEASE = timedelta(minutes=5)
MAX_ATTEMPTS = 12
MAX_REPEATS = 2
ASK_WITHIN = timedelta(days=6)
LONGEST_RUN = 240.0
_DOWN = "notifications:provider-down"


class ClaimLost(Exception):
    """Somebody else took the row over while we were slow: leave it to them."""


def deliver(keys: Iterable[Any], *, patiently: bool = False) -> Counter[str]:
    """Send what is due among these messages and say what became of them.

    When the provider is down as a whole the rest stays queued, untouched. `patiently` tries although it was just down.
    """
    outcome: Counter[str] = Counter()
    if not patiently and cache.get(_DOWN):
        return outcome
    started = time.monotonic()
    with providers.current() as post:
        for key in keys:
            if time.monotonic() - started > LONGEST_RUN:
                break
            message = claim(key)
            if message is None:
                continue
            result = _attempt(post, message)
            outcome[result] += 1
            if result == "unreachable":
                cache.set(_DOWN, 1, 30)
                break
    return outcome


@transaction.atomic(durable=True)
def claim(key: Any) -> Message | None:
    """Take a due message for one attempt; None if it is gone, not due, or somebody else's."""
    now = timezone.now()
    message = Message.objects.locked().due(now).select_related("recipient").filter(pk=key).first()
    if message is None:
        return None
    message.state, message.sweep_at = State.CLAIMED, now + LEASE
    message.attempts += 1
    message.save(update_fields=["state", "sweep_at", "attempts"])
    return message


def _attempt(post: Provider, message: Message) -> str:
    """One attempt, whatever may go wrong in it; a message that breaks its own letter cannot stop the next one."""
    try:
        return _send(post, message)
    except Refused as problem:
        return _settle(message, State.FAILED, problem.reason)
    except Postponed as problem:
        return _postpone(message, problem.reason)
    except Unreachable as problem:
        return _put_back(message, problem.reason)
    except Doubtful as problem:
        return doubt(message, problem.reason)
    except ClaimLost:
        return "lost"
    except Exception as error:
        logger.exception("message could not be prepared", extra=_facts(message))
        return _postpone(message, type(error).__name__)


def _send(post: Provider, message: Message) -> str:
    person = message.recipient
    if person is not None and not person.is_active:
        return _settle(message, State.SUPPRESSED, "inactive")
    if message.handed_at and post.can_be_asked and message.provider == post.name:
        if timezone.now() - message.handed_at > ASK_WITHIN:
            raise Refused("TooLateToAsk")
        if found := post.find(message.public_id):
            return record_sent(message, found)
    children = message.children.order_by("pk")[:200] if message.kind == kinds.DIGEST else ()
    words = letter(message, name=person.name if person else "", children=children)
    mail = Mail(
        message.public_id,
        person.email if person else message.address,
        words.subject,
        words.text,
        message.kind,
    )
    return record_sent(message, post.send(mail, lambda: hand_over(message, post)))


def hand_over(message: Message, post: Provider) -> None:
    """Write down, before the provider has it, that from now on it may have it."""
    now = timezone.now()
    mine = _mine(message).filter(state=State.CLAIMED)
    if not mine.update(state=State.SENDING, handed_at=now, sweep_at=now + LEASE, provider=post.name):
        raise ClaimLost
    message.handed_at, message.provider = now, post.name


def record_sent(message: Message, provider_id: str) -> str:
    """Certain knowledge: it stands even if the lease ran out meanwhile."""
    changes: dict[str, Any] = {"provider_id": provider_id[:100], "last_error": ""}
    if kinds.get(message.kind).passing:
        changes |= {"context": {}, "url": ""}
    open_rows = Message.objects.filter(pk=message.pk).exclude(state=State.SENT)
    open_rows.update(state=State.SENT, sent_at=timezone.now(), sweep_at=None, **changes)
    logger.info("message sent", extra=_facts(message))
    return State.SENT


def _mine(message: Message) -> Any:
    return Message.objects.filter(pk=message.pk, state__in=IN_HAND, attempts=message.attempts)


def _settle(message: Message, state: State, reason: str) -> str:
    _mine(message).update(state=state, sweep_at=None, last_error=reason[:100])
    level = logging.ERROR if state == State.FAILED else logging.INFO
    logger.log(level, "message %s", state.value, extra=_facts(message) | {"error": reason})
    return state


def _postpone(message: Message, reason: str) -> str:
    """It was certainly not accepted: try later, less and less often, and give up where somebody can see it."""
    if message.attempts >= MAX_ATTEMPTS:
        return _settle(message, State.FAILED, reason)
    _requeue(message, backoff(message.attempts), reason)
    return "postponed"


def _put_back(message: Message, reason: str) -> str:
    """The provider as a whole does not answer: no fault of this message, so it costs no attempt."""
    _requeue(message, timedelta(seconds=random.uniform(45, 75)), reason, attempts=message.attempts - 1)
    logger.error("the mail provider does not answer", extra=_facts(message) | {"error": reason})
    return "unreachable"


def _requeue(message: Message, delay: timedelta, reason: str, **changes: Any) -> None:
    due = timezone.now() + delay
    _mine(message).update(state=State.QUEUED, due_at=due, sweep_at=due, last_error=reason[:100], **changes)


def doubt(message: Message, reason: str) -> str:
    """Nobody here knows whether it went out. A provider that can be asked is asked later; else it is marked."""
    if message.attempts < MAX_ATTEMPTS and providers.can_be_asked(message.provider):
        _requeue(message, max(backoff(message.attempts), timedelta(seconds=60)), reason)
        return "to be asked"
    again = kinds.get(message.kind).repeat and message.doubts < MAX_REPEATS
    now = timezone.now()
    _mine(message).update(
        state=State.DOUBTFUL,
        doubts=message.doubts + 1,
        doubtful_at=now,
        sweep_at=now + timedelta(minutes=10) * 4**message.doubts if again else None,
        last_error=reason[:100],
    )
    logger.error("message may have been sent", extra=_facts(message) | {"error": reason})
    return State.DOUBTFUL


def backoff(attempts: int) -> timedelta:
    """Half a minute, doubled each time, at most an hour; spread so that a crowd does not come back at once."""
    return timedelta(seconds=min(30 * 2 ** (attempts - 1), 3600) * random.uniform(0.75, 1.25))


def _facts(message: Message) -> dict[str, Any]:
    """What a log may hold: never an address, a subject or a text."""
    return {"message_id": message.public_id, "kind": message.kind, "attempt": message.attempts}


def expired(message: Message) -> bool:
    """The worker that held this row is gone. Called by the sweep, with the row locked; says whether to offer it now."""
    if message.state == State.SENDING:
        doubt(message, "WorkerLost")
        return False
    if message.attempts >= MAX_ATTEMPTS:
        _settle(message, State.FAILED, "WorkerLost")
        return False
    _requeue(message, timedelta(0), "WorkerLost")
    return True
