"""Secrets of the demonstration: made once, readable by their owner alone."""

import secrets
import subprocess
from collections.abc import Callable

from ops.paths import DATA, PYTHON, write_whole

NEW_KEY = (
    "from cryptography.hazmat.primitives import serialization as s\n"
    "from cryptography.hazmat.primitives.asymmetric import rsa\n"
    "key = rsa.generate_private_key(public_exponent=65537, key_size=2048)\n"
    "print(key.private_bytes(s.Encoding.PEM, s.PrivateFormat.PKCS8, s.NoEncryption()).decode(), end='')\n"
)


def secret_key() -> str:
    return kept("secret-key", lambda: secrets.token_urlsafe(50))


def identity_key() -> str:
    """The private key that signs the identity provider's tokens."""
    return kept("identity-key.pem", new_private_key)


def kept(name: str, make: Callable[[], str]) -> str:
    path = DATA / name
    if not path.exists() or not path.read_text().strip():
        write_whole(path, make())
    return path.read_text()


def new_private_key() -> str:
    return subprocess.run([PYTHON, "-c", NEW_KEY], capture_output=True, text=True, check=True).stdout
