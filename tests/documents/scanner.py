"""A real clamd of our own: on a socket in a temporary folder, with one signature that knows the EICAR test file."""

import os
import shutil
import socket
import subprocess
import time
from pathlib import Path

from tests.conftest import missing

# The test file of the European Institute for Computer Antivirus Research, in two parts so that no scanner takes
# this source for it.
EICAR = (r"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + "EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*").encode()
SIGNATURE = f"Front.Door.Eicar-Test:0:*:{EICAR.hex()}\n"


class Clamd:
    """Started and stopped at will."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.socket = folder / "clamd.sock"
        self.process: subprocess.Popen | None = None

    @property
    def address(self) -> str:
        return str(self.socket)

    def start(self) -> "Clamd":
        program = shutil.which("clamd", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")
        if program is None:
            missing("No virus scanner was found. Install clamav-daemon.")
        signatures = self.folder / "signatures"
        signatures.mkdir(exist_ok=True)
        (signatures / "eicar.ndb").write_text(SIGNATURE)
        config = self.folder / "clamd.conf"
        config.write_text(
            f"LocalSocket {self.socket}\nDatabaseDirectory {signatures}\nForeground yes\n"
            f"TemporaryDirectory {self.folder}\nStreamMaxLength 30M\nMaxThreads 2\nExitOnOOM yes\n"
        )
        with (self.folder / "clamd.log").open("wb") as log:
            self.process = subprocess.Popen([program, "-c", str(config)], stdout=log, stderr=log)
        until = time.monotonic() + 30
        while not self.answers():
            assert self.process.poll() is None, (self.folder / "clamd.log").read_text()
            assert time.monotonic() < until, "clamd did not begin to listen"
            time.sleep(0.05)
        return self

    def answers(self) -> bool:
        try:
            with socket.socket(socket.AF_UNIX) as line:
                line.settimeout(2)
                line.connect(self.address)
                line.sendall(b"zPING\0")
                return line.recv(16) == b"PONG\0"
        except OSError:
            return False

    def stop(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        self.socket.unlink(missing_ok=True)
