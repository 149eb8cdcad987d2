"""The verbs behind the Makefile."""

import sys
from collections.abc import Callable
from importlib import import_module

from ops import bytecode
from ops.processes import Stopped, wish
from ops.say import Failure, failed, line, sentence_for

VERBS = ("demo", "test", "check", "bench", "clean")


def main(words: list[str]) -> int:
    verb = words[0] if words else ""
    if verb not in VERBS:
        failed(f"{verb or 'Nothing'} is not one of the commands: {', '.join(VERBS)}.")
        return 2
    sys.stdout.reconfigure(errors="replace")  # type: ignore[union-attr]
    wish.listen()
    bytecode.keep()
    code = attempt(getattr(import_module(f"ops.{verb}"), verb))
    return 0 if verb == "demo" and wish.signal else code


def attempt(action: Callable[[], int]) -> int:
    """Do it, and turn whatever stops it into a sentence and an exit code."""
    try:
        return action()
    except Failure as failure:
        failed(str(failure))
    except OSError as error:
        failed(sentence_for(error))
    except Stopped:
        line("\n  Stopped; nothing is left running.")
        return 128 + wish.signal
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
