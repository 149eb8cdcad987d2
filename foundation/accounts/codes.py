"""One-time codes by e-mail: who asked for one keeps its fingerprint in their session, never the code itself."""

import time
from dataclasses import asdict, dataclass
from enum import Enum
from typing import ClassVar, Self

from allauth.core.internal.cryptokit import generate_user_code, normalize_user_code
from django.conf import settings
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare, salted_hmac

from foundation.accounts import limits, mail


class Purpose(Enum):
    SIGN_IN = "sign_in"
    CONFIRM = "confirm"
    NEW_EMAIL = "new_email"


class Outcome(Enum):
    RIGHT = "right"
    WRONG = "wrong"
    SPENT = "spent"


@dataclass
class Challenge:
    """A code that was sent to `email` and may be tried a few times before it is spent."""

    purpose: str
    email: str
    language: str
    next: str = ""
    fingerprint: str = ""
    sent_at: float = 0.0
    tries: int = 0
    sends: int = 0

    PREFIX: ClassVar[str] = "accounts.code."

    @classmethod
    def begin(
        cls, request: HttpRequest, purpose: Purpose, *, email: str, language: str, next: str = ""
    ) -> Self:
        """Send the first code; the same work whoever the address belongs to."""
        challenge = cls(purpose=purpose.value, email=email, language=language, next=next)
        challenge.send(request)
        return challenge

    @classmethod
    def current(cls, request: HttpRequest, purpose: Purpose) -> Self | None:
        held = request.session.get(cls.PREFIX + purpose.value)
        challenge = cls(**held) if held else None
        if challenge and time.time() - challenge.sent_at > settings.SIGN_IN_CODE_SECONDS:
            challenge.forget(request)
            return None
        return challenge

    @property
    def can_send_again(self) -> bool:
        return self.sends < settings.SIGN_IN_CODE_SENDS

    def send(self, request: HttpRequest) -> None:
        limits.spend(request, "send_code", key=limits.account_key(request, self.email))
        code = generate_user_code(length=settings.SIGN_IN_CODE_LENGTH, dashed=False)
        self.fingerprint, self.sent_at, self.tries = self._fingerprint(code), time.time(), 0
        self.sends += 1
        mail.send_code(self.purpose, to=self.email, code=f"{code[:3]} {code[3:]}", language=self.language)
        self._keep(request)

    def attempt(self, request: HttpRequest, typed: str) -> Outcome:
        limits.spend(request, "try_code", key=self.fingerprint)
        if constant_time_compare(self.fingerprint, self._fingerprint(typed)):
            self.forget(request)
            return Outcome.RIGHT
        self.tries += 1
        if self.tries >= settings.SIGN_IN_CODE_TRIES:
            self.forget(request)
            return Outcome.SPENT
        self._keep(request)
        return Outcome.WRONG

    def forget(self, request: HttpRequest) -> None:
        request.session.pop(self.PREFIX + self.purpose, None)

    def _keep(self, request: HttpRequest) -> None:
        request.session[self.PREFIX + self.purpose] = asdict(self)

    def _fingerprint(self, code: str) -> str:
        return salted_hmac(
            f"accounts.code.{self.purpose}.{self.email}", normalize_user_code(code)
        ).hexdigest()
