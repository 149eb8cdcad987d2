"""ClamAV over its socket: clamd's INSTREAM, in the few lines that it takes."""

import socket
import struct
from dataclasses import dataclass
from typing import IO

from django.conf import settings

PIECE = 64 * 1024
PATIENCE = 60.0


class ScannerAway(Exception):
    """No verdict: there is no scanner, it does not answer, or it did not look at all of it."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was found, by its name; "" for nothing."""

    finding: str = ""


def scan(file: IO[bytes]) -> Verdict:
    """Have a file looked at. Raises ScannerAway."""
    try:
        with _connected() as line:
            line.sendall(b"zINSTREAM\0")
            while piece := file.read(PIECE):
                line.sendall(struct.pack(">L", len(piece)) + piece)
            line.sendall(struct.pack(">L", 0))
            said = _answer(line)
    except OSError as error:
        raise ScannerAway(type(error).__name__) from error
    if said == "stream: OK":
        return Verdict()
    if said.startswith("stream: ") and said.endswith(" FOUND"):
        return Verdict(said.removeprefix("stream: ").removesuffix(" FOUND")[:200] or "unknown")
    raise ScannerAway(said[:100])


def answers() -> bool:
    """Whether the scanner is there."""
    try:
        with _connected(2.0) as line:
            line.sendall(b"zPING\0")
            return _answer(line) == "PONG"
    except (OSError, ScannerAway):
        return False


def _answer(line: socket.socket) -> str:
    said = b""
    while not said.endswith(b"\0") and len(said) < 4096 and (piece := line.recv(1024)):
        said += piece
    return said.rstrip(b"\0").decode("utf-8", "replace").strip()


def _connected(patience: float = PATIENCE) -> socket.socket:
    address = settings.CLAMD_ADDRESS.removeprefix("unix:").removeprefix("tcp:").removeprefix("//")
    if not address:
        raise ScannerAway("CLAMD_ADDRESS is not set")
    if address.startswith("/"):
        line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        line.settimeout(patience)
        try:
            line.connect(address)
        except OSError:
            line.close()
            raise
        return line
    host, _colon, port = address.rpartition(":")
    if not host or not port.isdigit():
        raise ScannerAway("CLAMD_ADDRESS is neither host:port nor the path of a socket")
    return socket.create_connection((host.strip("[]"), int(port)), timeout=patience)
