"""Providers whose process dies at a chosen step. They live here: the product has no such door.

The test names the step in the file FAULT_FILE; the step takes the file away and the kernel takes the process.
"""

import os
import signal
from collections.abc import Callable
from pathlib import Path

from foundation.notifications.providers import Mail
from foundation.notifications.providers.notify import NotifyProvider
from foundation.notifications.providers.smtp import SMTPProvider
from tests.notifications import kinds

kinds.register()


def die_at(step: str) -> None:
    order = Path(os.environ["FAULT_FILE"])
    if order.exists() and order.read_text() == step:
        order.unlink()
        os.kill(os.getpid(), signal.SIGKILL)


class Mortal:
    def send(self, mail: Mail, hand_over: Callable[[], None]) -> str:
        def dangerous() -> None:
            die_at("before handing over")
            hand_over()
            die_at("after handing over")

        answer = super().send(mail, dangerous)  # type: ignore[misc]
        die_at("after sending")
        return answer


class MortalSMTP(Mortal, SMTPProvider):
    pass


class MortalNotify(Mortal, NotifyProvider):
    pass
