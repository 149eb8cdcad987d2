"""Where questions that ask for files meet the room that keeps files.

That room gives one handler in `AppConfig.ready()`; until then a question of this kind cannot be published.
"""

from typing import Any, Protocol


class Handler(Protocol):
    def field(self, question: Any) -> Any:
        """The form field of the question's page."""
        ...

    def keep(self, *, response: Any, question: Any, files: Any, by: Any) -> None:
        """Keep what was uploaded with the response, in the caller's transaction."""
        ...

    def listing(self, response: Any, question: Any) -> list[dict[str, Any]]:
        """Rows of {"name", "status", "href"} of what was uploaded to the question."""
        ...


_handlers: list[Handler] = []


def use(handler: Handler) -> None:
    _handlers[:] = [handler]


def ready() -> bool:
    return bool(_handlers)


def handler() -> Handler | None:
    return _handlers[0] if _handlers else None
