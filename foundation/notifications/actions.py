"""The verbs. Each writes rows in the caller's transaction; nothing leaves before it commits."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from foundation import audit
from foundation.accounts.models import User
from foundation.audit.recorder import identify
from foundation.common.errors import WrongState
from foundation.common.prepared import Insert
from foundation.notifications import dispatch, kinds
from foundation.notifications.delivery import ASK_WITHIN
from foundation.notifications.digests import next_summary
from foundation.notifications.enums import TROUBLED, Delivery, State
from foundation.notifications.keys import fingerprint
from foundation.notifications.models import Fact, Message, Preference
from foundation.notifications.wording import LINES, freeze

# A message that the queue was told of is left to it for this long before the sweep offers it again.
GRACE = timedelta(seconds=60)

Recipient = User | str
# What each single act writes; only a message told twice can be there already.
WRITE, WRITE_FACT = Insert(Message, again=True), Insert(Fact)


@dataclass(frozen=True, slots=True)
class Telling:
    """One of many facts of a bulk action: who is told of what."""

    recipients: Iterable[Recipient]
    about: Any = ""
    url: str = ""
    context: Mapping[str, Any] = field(default_factory=dict)


def tell(
    recipients: Iterable[Recipient],
    *,
    kind: str,
    about: Any = "",
    url: str = "",
    context: Mapping[str, Any] | None = None,
    event: object = None,
    skip: Any = None,
    due: datetime | None = None,
    language: str = "en",
) -> int:
    """Write one message a recipient and return how many.

    `event` makes the fact recognisable: told twice, it is written once. `skip` is left out (who acts knows already).
    `language` is that of bare addresses; people are told in their own.
    """
    telling = Telling(recipients, about, url, context or {})
    return tell_each([telling], kind=kind, event=event, skip=skip, due=due, language=language)


def tell_each(
    tellings: Iterable[Telling],
    *,
    kind: str,
    event: object = None,
    skip: Any = None,
    due: datetime | None = None,
    language: str = "en",
) -> int:
    """Tell of the many facts of a bulk action: one message a recipient, however many facts concern them."""
    told = kinds.get(kind)
    items: dict[str | int, tuple[Recipient, list[dict[str, Any]]]] = {}
    for telling in tellings:
        item = _item(told, telling)
        for recipient in telling.recipients:
            if skip is None or recipient != skip:
                _gather(items, recipient, item)
    rows = [_row(told, recipient, facts, language, event, due) for recipient, facts in items.values()]
    return _write(told, rows)


def _gather(
    items: dict[str | int, tuple[Recipient, list]], recipient: Recipient, item: dict[str, Any]
) -> None:
    key: str | int = recipient.lower() if isinstance(recipient, str) else recipient.pk
    facts = items.setdefault(key, (recipient, []))[1]
    if not facts or facts[-1] is not item:
        facts.append(item)


def _item(told: kinds.Kind, telling: Telling) -> dict[str, Any]:
    if missing := told.fields - telling.context.keys():
        raise ValueError(
            f"{told.name} speaks of {', '.join(sorted(missing))}, which its context does not hold"
        )
    if telling.url and (not telling.url.startswith("/") or telling.url.startswith("//")):
        raise ValueError("url is the path of a page of this portal")
    about = telling.about if isinstance(telling.about, str) else identify(telling.about)[1]
    return {"about": about, "url": telling.url, "context": freeze(telling.context)}


def _row(
    told: kinds.Kind,
    recipient: Recipient,
    facts: list[dict],
    language: str,
    event: object,
    due: datetime | None,
) -> Message:
    now = timezone.now()
    row = Message(kind=told.name, created_at=now, due_at=due or now, sweep_at=due or now + GRACE)
    if isinstance(recipient, str):
        validate_email(recipient)
        row.address, row.language = recipient, language
    else:
        row.recipient, row.language = recipient, recipient.language
    if len(facts) == 1:
        row.about, row.url, row.context = facts[0]["about"], facts[0]["url"], facts[0]["context"]
    else:
        row.context = {"count": len(facts), "items": facts[:LINES]}
    if event is not None:
        abouts = ",".join(fact["about"] for fact in facts)
        row.dedupe = fingerprint(told.name, abouts, row.recipient_id or row.address.lower(), event)
    return row


def _write(told: kinds.Kind, rows: list[Message]) -> int:
    if not rows:
        return 0
    if not told.mandatory:
        _respect_wishes(rows)
    many = len(rows) > dispatch.AT_ONCE
    if many:
        for row in rows:
            row.sweep_at = row.due_at if row.sweep_at else None
    if len(rows) == 1:
        WRITE(rows[0])
    else:
        repeatable = any(row.dedupe for row in rows)
        Message.objects.bulk_create(rows, ignore_conflicts=repeatable, batch_size=1000)
    now = timezone.now()
    ready = [row.pk for row in rows if row.state == State.QUEUED and row.due_at <= now]
    dispatch.after_commit(ready, urgent=told.urgent)
    return len(rows)


def _respect_wishes(rows: list[Message]) -> None:
    people = [row.recipient_id for row in rows if row.recipient_id]
    chosen = Preference.objects.filter(user__in=people).exclude(delivery=Delivery.EACH)
    wishes: dict[int | None, str] = dict(chosen.values_list("user_id", "delivery"))
    for row in rows:
        match wishes.get(row.recipient_id):
            case Delivery.DAILY:
                row.state = State.HELD
                row.due_at = row.sweep_at = next_summary(row.due_at)
            case Delivery.NONE:
                row.state, row.sweep_at = State.SUPPRESSED, None


def queue_mail(addresses: Iterable[str], *, subject: str, body: str, language: str) -> int:
    """Queue a finished text, such as a sign-in code. It is erased as soon as it is sent, and never sent twice."""
    now, context = timezone.now(), {"subject": subject, "body": body}
    row = {
        "kind": kinds.MAIL,
        "context": context,
        "language": language,
        "due_at": now,
        "sweep_at": now + GRACE,
    }
    return _write(kinds.get(kinds.MAIL), [Message(address=address, **row) for address in addresses])


def publish(*, verb: str, about: Any, department: str = "", data: Mapping[str, Any] | None = None) -> Fact:
    """Write down, in the caller's transaction, that something happened which other systems may want to hear of.

    `data` holds codes, counts, dates and references: nothing that a person typed and nobody's address.
    """
    facts = {
        name: value if isinstance(value, bool | int | None) else str(value)
        for name, value in (data or {}).items()
    }
    for name, value in facts.items():
        if isinstance(value, str) and (len(value) > 200 or "@" in value):
            raise ValueError(f"{name} looks like free text or an address; facts hold neither")
    about = about if isinstance(about, str) else identify(about)[1]
    fact = Fact(verb=verb, about=about, department=department, data=facts)
    WRITE_FACT(fact)
    return fact


@transaction.atomic
def prefer(*, user: User, delivery: str, by: Any) -> Preference:
    """Choose how often to be told."""
    before = Preference.objects.select_for_update().filter(user=user).first()
    preference, _created = Preference.objects.update_or_create(
        user=user, defaults={"delivery": Delivery(delivery)}
    )
    if delivery != Delivery.DAILY:
        _release(user, delivery)
    previous = before.delivery if before else Delivery.EACH
    audit.record(
        by=by, verb="notifications.preferred", target=user, before=previous, after=preference.delivery
    )
    return preference


def _release(user: User, delivery: str) -> None:
    """What waited for the daily summary goes out now, or not at all."""
    held = Message.objects.filter(recipient=user, state=State.HELD)
    if delivery == Delivery.NONE:
        held.update(state=State.SUPPRESSED, sweep_at=None)
        return
    now = timezone.now()
    keys = list(held.values_list("pk", flat=True))
    held.update(state=State.QUEUED, due_at=now, sweep_at=now + GRACE)
    dispatch.after_commit(keys)


@transaction.atomic
def send_again(*, message: Message, by: Any) -> Message:
    """Queue once more what could not be sent or may not have been; whoever asks knows that it may arrive twice."""
    message = Message.objects.select_for_update(of=("self",)).get(pk=message.pk)
    if message.state not in TROUBLED or message.erased_at:
        raise WrongState(_("This message does not wait for a decision."))
    before, now = message.state, timezone.now()
    message.state, message.attempts = State.QUEUED, 0
    message.due_at, message.sweep_at = now, now + GRACE
    if message.handed_at and now - message.handed_at > ASK_WITHIN:
        message.handed_at = None
    message.save(update_fields=["state", "attempts", "due_at", "sweep_at", "handed_at"])
    audit.record(
        by=by, verb="message.sent_again", target=message, before=before, after=State.QUEUED, kind=message.kind
    )
    dispatch.after_commit([message.pk], urgent=True)
    return message
