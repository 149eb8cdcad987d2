"""The virus scanner of the demonstration: ClamAV's clamd, if this machine has it. Without it files wait."""

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from ops.crew import Crew
from ops.paths import write_whole
from ops.say import done

PLACES = ("/usr/sbin", "/usr/local/sbin", "/opt/homebrew/sbin")
SIGNATURES = ("/var/lib/clamav", "/usr/local/var/lib/clamav", "/opt/homebrew/var/lib/clamav")
# The test file of the European Institute for Computer Antivirus Research, as ClamAV writes signatures: for machines
# that have the scanner and never fetched the signatures of real viruses.
EICAR = (
    "Front.Door.Eicar-Test:0:*:58354f2150254041505b345c505a58353428505e2937434329377d"
    "2445494341522d5354414e444152442d414e544956495255532d544553542d46494c452124482b482a\n"
)


@dataclass(frozen=True)
class Scanner:
    """A program that is found, where it will listen, and whether it knows real viruses."""

    program: Path
    folder: Path
    signatures: Path
    real: bool

    @property
    def address(self) -> str:
        return str(self.folder / "clamd.sock")

    def env(self) -> dict[str, str]:
        return {"CLAMD_ADDRESS": self.address, "CLAMD_KNOWS_TESTS_ONLY": "0" if self.real else "1"}

    def start(self, crew: Crew) -> None:
        """Real signatures take half a minute to load; nobody waits for that, since files can."""
        config = self.folder / "clamd.conf"
        write_whole(
            config,
            f"LocalSocket {self.address}\nLocalSocketMode 600\nDatabaseDirectory {self.signatures}\nForeground yes\n"
            f"TemporaryDirectory {self.folder}\nStreamMaxLength 30M\nMaxThreads 2\n",
        )
        crew.start("scanner", [self.program, "-c", config])
        done("virus scanner", "ClamAV" if self.real else "ClamAV, which knows test viruses only")


def find(crew: Crew) -> Scanner | None:
    """The scanner to start, or None where CLAMD_ADDRESS names one or there is none."""
    if os.environ.get("CLAMD_ADDRESS"):
        done("virus scanner", "from CLAMD_ADDRESS")
        return None
    program = shutil.which("clamd", path=os.pathsep.join([os.environ.get("PATH", ""), *PLACES]))
    if program is None:
        done("virus scanner", "none found: files wait. Install clamav-daemon to have them scanned")
        return None
    folder = crew.temporary()
    known = next(filter(_holds_signatures, map(Path, SIGNATURES)), None)
    return Scanner(Path(program), folder, known or _tests_only(folder), known is not None)


def _holds_signatures(folder: Path) -> bool:
    return any(folder.glob("main.c[vl]d")) and os.access(folder, os.R_OK)


def _tests_only(folder: Path) -> Path:
    signatures = folder / "signatures"
    signatures.mkdir()
    write_whole(signatures / "eicar.ndb", EICAR)
    return signatures
