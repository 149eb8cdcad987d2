"""Why a file is not taken. Sentences speak of %(name)s and, some of them, of %(kind)s."""

from typing import Any

from django.utils.translation import gettext_lazy as _


class Refused(Exception):
    """A sentence for whoever sent the file."""


def other(**_ignored: Any) -> Refused:
    """What it holds is not what its name says."""
    return Refused(_("“%(name)s” is not a proper %(kind)s file. Save it again as %(kind)s and choose that"))


def two_in_one() -> Refused:
    return Refused(_("“%(name)s” holds a second file inside it. Save it again and choose that"))


def too_much() -> Refused:
    return Refused(_("“%(name)s” holds too much once it is opened. Save it in a simpler form"))


def nested() -> Refused:
    return Refused(_("“%(name)s” holds an archive or a program. Take that out of it"))


def locked() -> Refused:
    return Refused(_("“%(name)s” is protected with a password. Save it without one"))


def macros() -> Refused:
    return Refused(_("“%(name)s” holds macros. Save it without them"))


def too_large_a_picture() -> Refused:
    return Refused(_("“%(name)s” has too many pixels. Make the picture smaller"))
