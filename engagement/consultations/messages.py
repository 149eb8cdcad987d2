"""What the portal writes to people about consultations, in words that go through gettext."""

from django.utils.translation import gettext_lazy as _

from foundation import notifications

ANSWERED = _("you answered this consultation, or began to.")
ASKED_FORMAT = _("you asked for this consultation in another format.")
DEALS = _("your department runs this consultation.")

TO_RESPONDENTS = {
    "response_link": (
        _("Your link to go on with your response"),
        _(
            "With this link you can go on with your response to “%(title)s”. It closes on %(closing)s. "
            "Anybody who has the link can read and change the response: share it only with colleagues who write it "
            "with you."
        ),
        ANSWERED,
    ),
    "response_received": (
        _("We have received your response %(ref)s"),
        _(
            "We received your response to “%(title)s” at %(when)s by the clock of this service. Its reference is "
            "%(ref)s. You can change or withdraw it until %(closing)s with your link."
        ),
        ANSWERED,
    ),
    "response_withdrawn": (
        _("Your response %(ref)s is withdrawn"),
        _("Your response to “%(title)s” is withdrawn. It will not be counted or published."),
        ANSWERED,
    ),
    "consultation_withdrawn": (
        _("“%(title)s” was withdrawn"),
        _(
            "“%(title)s” was withdrawn on %(when)s and takes no more responses. The reason: %(reason)s What you wrote "
            "is kept for now, and you can still read and copy it with your link."
        ),
        ANSWERED,
    ),
    "response_outcome": (
        _("What came of “%(title)s”"),
        _(
            "%(department)s has published the outcome of “%(title)s”, to which you responded (%(ref)s). Read what was "
            "decided, theme by theme, and what happened to what you said."
        ),
        ANSWERED,
    ),
    "format_received": (
        _("We have your request for another format"),
        _(
            "You asked for “%(title)s” in another format: %(format)s. We send it by %(due)s. The days that you "
            "wait are added to your time to respond, and you have at least 7 days from the day on which we send it."
        ),
        ASKED_FORMAT,
    ),
    "format_provided": (
        _("The format that you asked for is ready"),
        _(
            "“%(title)s” is ready in the format that you asked for: %(format)s. With this link you can respond until "
            "%(closing)s."
        ),
        ASKED_FORMAT,
    ),
    "format_refused": (
        _("We cannot provide the format that you asked for"),
        _("We cannot provide “%(title)s” in this format: %(format)s. The reason: %(reason)s"),
        ASKED_FORMAT,
    ),
}

TO_GOVERNMENT = {
    "consultation_to_check": (
        _("To check before it is published: %(title)s"),
        _("A colleague has finished “%(title)s” and asks for a second pair of eyes. Sign in to check it."),
    ),
    "consultation_rejected": (
        _("Sent back: %(title)s"),
        _("Your colleague has sent “%(title)s” back. Sign in to read why."),
    ),
    "consultation_forced": (
        _("Published without a second check: %(title)s"),
        _("“%(title)s” was published without a second check. The reason is kept and the case is counted."),
    ),
    "consultation_format": (
        _("Another format is wanted: %(title)s"),
        _("Somebody needs “%(title)s” in another format: %(format)s. Provide it by %(due)s."),
    ),
    "consultation_due": (
        _("The government response is due on %(due)s: %(title)s"),
        _(
            "The government response to “%(title)s” is due on %(due)s, twelve weeks after the close. If it will be "
            "late, say so in public with a new date."
        ),
    ),
    "consultation_due_today": (
        _("The government response is due today: %(title)s"),
        _(
            "The government response to “%(title)s” is due today, %(due)s. From tomorrow its page says that it is "
            "late. Explain why and give a new date."
        ),
    ),
    "call_outcome_due": (
        _("Eight weeks since the close: %(title)s"),
        _("“%(title)s” closed eight weeks ago. Publish its outcome, or say in public when it will come."),
    ),
}

MANDATORY = {"response_link", "response_received", "format_received", "format_provided", "format_refused"}

PASSING = {"response_link", "format_provided"}  # their address is the secret of a response


def register() -> None:
    for name, (subject, body, purpose) in TO_RESPONDENTS.items():
        notifications.register(
            name,
            subject=subject,
            body=body,
            purpose=purpose,
            mandatory=name in MANDATORY,
            passing=name in PASSING,
        )
    for name, (subject, body) in TO_GOVERNMENT.items():
        notifications.register(name, subject=subject, body=body, purpose=DEALS)
