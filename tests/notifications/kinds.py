"""Kinds of message that only the tests know. The words are ones that Django brings in Welsh."""

from django.utils.translation import gettext_lazy as _

from foundation.notifications import kinds


def register() -> None:
    kinds.register(
        "test_news",
        subject="News of %(title)s",
        body="There is news of %(title)s.",
        line="news of %(title)s",
        many="%(count)s pieces of news",
        purpose="you follow this request.",
    )
    kinds.register("test_receipt", subject="We have your request", body="Thank you for it.", mandatory=True)
    kinds.register(
        "test_code", subject="Your code", body="It is %(code)s.", mandatory=True, urgent=True, repeat=False
    )
    kinds.register("test_day", subject=_("Monday"), body=_("January"), mandatory=True)
    kinds.register("test_broken", subject="Broken", body="%(title)d is not a number")


def forget() -> None:
    for name in [name for name in kinds._kinds if name.startswith("test_")]:
        del kinds._kinds[name]
