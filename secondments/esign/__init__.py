"""The door for an outside e-signature service. Without one, people sign with their typed name and a second proof.

`settings.ESIGN_PROVIDER` names a class by its dotted path. It is given a paper as PDF and says where the party goes on;
later it is heard. What comes back is checked here, whoever sends it: the same content hash, and a file that begins
with the very bytes that were given, as a PDF does to which a signature was added. Who holds the certificate is for the
service to check; nothing here does.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string

MARK = b"/ByteRange"  # where a PDF says which of its bytes are signed


class Unavailable(Exception):
    """The service did not answer, or not as agreed."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a party is to sign."""

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


def holds(signed: bytes, given_hash: str, given_length: int) -> bool:
    """Whether a signed file is what was given, with a signature added and nothing taken away."""
    rest = signed[given_length:]
    return sha256(signed[:given_length]).hexdigest() == given_hash and MARK in rest
