"""What a certificate said, in words: one sentence for each thing that was looked at."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from foundation.common.text import fold
from foundation.common.words import day, moment


def sentences(found: dict[str, Any], name: str) -> list[str]:
    """For the parties and the coordinator. `name` is the person's own, as the account says it."""
    return [_covers(), _whose(found, name), _trust(found), _dates(found), _time(found)]


def is_trusted(found: dict[str, Any]) -> bool:
    return found["trust"] == "yes"


def _covers() -> str:
    return _("The signature covers the whole file, and the paper is as it was given.")


def _whose(found: dict[str, Any], name: str) -> str:
    said = {"signer": found["signer"], "issuer": found["issuer"]}
    if fold(found["signer"]) == fold(name):
        return _("The certificate names %(signer)s. It was issued by %(issuer)s.") % said
    return (
        _(
            "The certificate names %(signer)s, which is not the name in the account. It was issued by %(issuer)s."
        )
        % said
    )


def _trust(found: dict[str, Any]) -> str:
    if is_trusted(found):
        return _(
            "It is trusted: it goes back to an issuer on our list. Whether it was revoked was not asked."
        )
    if found["trust"] == "no":
        return _("It is not trusted: it does not go back to any issuer on our list.")
    return _("It is not trusted: we keep no list of issuers, so anybody could have made it.")


def _dates(found: dict[str, Any]) -> str:
    said = {key: day(datetime.fromisoformat(found[key])) for key in ("from", "until")}
    return _("It was in date when the file came: from %(from)s to %(until)s.") % said


def _time(found: dict[str, Any]) -> str:
    if not found["at"]:
        return _("The file does not say when it was signed.")
    said = {"time": moment(datetime.fromisoformat(found["at"]))}
    if found["stamped"]:
        return _("A time stamp that we trust says that it was signed on %(time)s.") % said
    return _("The signer’s own clock says that it was signed on %(time)s.") % said
