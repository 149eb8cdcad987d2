"""The door for an outside e-signature service. Without one, people sign with their typed name and a second proof.

`settings.ESIGN_PROVIDER` names a class by its dotted path. It is given a paper as PDF and says where the party goes on;
later it is heard. What comes back is checked here, whoever sends it: the same content hash, a file that begins with the
very bytes that were given (`pdf.holds`), and a signature that holds by a certificate in date (`checking.check`).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string


class Unavailable(Exception):
    """The service did not answer, or not as agreed."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a party is to sign. Under the same key it is the same asking, however often it is sent."""

    key: str
    reference: str
    number: int
    party: str
    name: str
    email: str
    language: str
    content_hash: str
    pdf: bytes
    come_back_to: str
    tell: str


@dataclass(frozen=True, slots=True)
class Begun:
    external_ref: str
    where: str


@dataclass(frozen=True, slots=True)
class Said:
    """That a party signed, as the service says it."""

    external_ref: str
    name: str
    content_hash: str
    pdf: bytes


class Provider(Protocol):
    def begin(self, asked: Asked) -> Begun:
        """Hand a paper over. Raises Unavailable."""

    def hear(self, headers: Mapping[str, str], body: bytes) -> Said:
        """What the service tells. Raises NotAllowed when it is not the service, Invalid when it is not understood."""


def provider() -> Provider | None:
    """The service that the settings choose; None when people sign here alone."""
    return import_string(settings.ESIGN_PROVIDER)() if settings.ESIGN_PROVIDER else None
