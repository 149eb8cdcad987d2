"""Who acts: a person, a department's system, or the portal itself on its clock."""

from typing import Any, Protocol


class Actor(Protocol):
    @property
    def is_authenticated(self) -> bool: ...

    def audit_identity(self) -> tuple[str, str]:
        """Kind ("user", "client", "system") and a stable id that names no person."""
        ...


class System:
    """The portal acting by itself: clocks, imports, sweeps."""

    is_authenticated = True
    is_system = True
    pk = None

    def audit_identity(self) -> tuple[str, str]:
        return "system", ""

    def __str__(self) -> str:
        return "Front Door"


SYSTEM = System()


def plain(principal: Any) -> Any:
    """The person behind the lazy object that a request has: a page asks its rules about them many times."""
    return getattr(principal, "_wrapped", principal) if principal.is_authenticated else principal
