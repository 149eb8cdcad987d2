from contextlib import suppress
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from foundation.common.actors import SYSTEM
from foundation.notifications import actions, delivery, dispatch, sweeping
from foundation.notifications.enums import State
from foundation.notifications.models import Message


class Command(BaseCommand):
    help = "Sends what waits in the outbox, here and now, without the queue. Safe beside running workers."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--list", action="store_true", help="only show what waits and what is in trouble")
        parser.add_argument("--again", metavar="KEY", help="send a doubtful or failed message again")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["list"]:
            return self._list()
        if options["again"]:
            self._again(options["again"])
        sweeping.sweep()
        sent = self._drain()
        left = Message.objects.due(timezone.now()).count()
        self.stdout.write(f"{sent} sent, {left} still due.")
        if left:
            raise CommandError("The provider did not take everything; the log says why. Try again later.")
        return None

    def _drain(self) -> int:
        sent = 0
        while keys := self._oldest():
            outcome = delivery.deliver(keys, patiently=True)
            sent += outcome[State.SENT]
            if not outcome or outcome["unreachable"]:
                break
        return sent

    def _oldest(self) -> list[Any]:
        """In the order in which they were told, so that nobody reads of an answer before the question."""
        due = Message.objects.due(timezone.now()).order_by("due_at", "pk")
        return list(due.values_list("pk", flat=True)[: dispatch.AT_ONCE])

    def _list(self) -> None:
        for state in State:
            count = Message.objects.filter(state=state).count()
            self.stdout.write(f"{count:8d} {state.value}")
        for message in Message.objects.troubled().order_by("created_at")[:100]:
            self.stdout.write(
                f"{message.pk} {message.state} {message.kind} {message.about} {message.last_error}"
            )

    def _again(self, key: str) -> None:
        message = None
        with suppress(ValidationError):
            message = Message.objects.troubled().filter(pk=key).first()
        if message is None:
            raise CommandError("No doubtful or failed message has this key. --list shows them.")
        actions.send_again(message=message, by=SYSTEM)
