"""Errors are words of the domain; middleware and the API turn each into HTTP in one place."""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext_lazy as _


class DomainError(Exception):
    """Something the domain refuses. `message` is a sentence for the person who asked."""

    status = 400
    code = "refused"
    title = _("That cannot be done")

    def __init__(self, message: object = "") -> None:
        self.message = message or self.title
        super().__init__(str(self.message))


class Invalid(DomainError):
    """The input is not well said. `errors` maps a field to its sentences; "" holds those about the whole."""

    code = "invalid"
    title = _("There is a problem with what you sent")

    def __init__(self, errors: Mapping[str, Sequence[object]] | object) -> None:
        self.errors: dict[str, list[object]] = (
            {key: list(value) for key, value in errors.items()}
            if isinstance(errors, Mapping)
            else {"": [errors]}
        )
        first = next((sentences[0] for sentences in self.errors.values() if sentences), self.title)
        super().__init__(first)


class NotAllowed(DomainError):
    status = 403
    code = "not-allowed"
    title = _("You do not have permission to do this")


class WrongState(DomainError):
    """The move is not legal from the row's present state."""

    status = 409
    code = "wrong-state"
    title = _("This has already moved on")


class Stale(DomainError):
    """The caller edited a version that is no longer the newest."""

    status = 412
    code = "stale"
    title = _("Somebody else changed this while you were working on it")


class KeyReused(DomainError):
    """One idempotency key, two different bodies."""

    status = 422
    code = "idempotency-key-reused"
    title = _("This idempotency key was used for a different request")


class TooMany(DomainError):
    status = 429
    code = "too-many"
    title = _("You have tried too many times")

    def __init__(self, message: object = "", *, retry_after: int = 60) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class Unavailable(DomainError):
    """A part the portal needs does not answer; nothing was lost."""

    status = 503
    code = "unavailable"
    title = _("The service is not available at the moment")
    retry_after = 10
