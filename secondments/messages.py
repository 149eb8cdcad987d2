"""What the portal writes to people about secondments, in words that go through gettext."""

from django.utils.translation import gettext_lazy as _

from foundation import notifications

PURPOSE = _("you take part in this secondment, or look after it.")

KINDS = {
    "secondment_alert": (
        _("New secondments for your search “%(name)s”"),
        _("%(titles)s\n\nTo stop following this search, without signing in: %(stop)s"),
    ),
    "secondment_consent_asked": (
        _("%(person)s asks you to agree to a secondment"),
        _("%(person)s would like to apply for secondments. Sign in to read their plan and to say yes or no."),
    ),
    "secondment_consent_given": (
        _("Your manager has answered about your secondment"),
        _("The answer is: %(answer)s. Sign in to read it."),
    ),
    "secondment_to_approve": (
        _("A secondment opportunity waits for approval: %(ref)s"),
        _("“%(title)s” was written and waits for a second person to approve it."),
    ),
    "secondment_approved": (
        _("Your secondment opportunity %(ref)s is approved"),
        _("“%(title)s” is approved. You can advertise it now."),
    ),
    "secondment_places_left": (
        _("Places are left: %(ref)s"),
        _("“%(title)s” still has a place that nobody fills. Sign in to advertise it again, or to close it."),
    ),
    "secondment_nominated": (
        _("Somebody was put forward for %(ref)s"),
        _("There is a new person to consider for “%(title)s”."),
    ),
    "secondment_result": (
        _("The result for the secondment %(ref)s"),
        _("The result for “%(title)s” is: %(result)s. Sign in to read why."),
    ),
    "secondment_step": (
        _("%(ref)s: %(step)s"),
        _("“%(title)s” has moved on: %(step)s. Sign in to see who must act next, and by when."),
    ),
    "secondment_to_sign": (
        _("%(ref)s: go on signing"),
        _(
            "The paper of “%(title)s” is with %(service)s. Sign in and go on there from the page of the placement."
        ),
    ),
    "secondment_not_sent": (
        _("%(ref)s could not be sent for signing"),
        _(
            "The paper of “%(title)s” could not be given to %(service)s for this party to sign: %(party)s. "
            "We tried several times. Sign in to send it again, or to sign in another way."
        ),
    ),
    "secondment_swap": (
        _("%(ref)s, half of a swap: %(step)s"),
        _("“%(title)s” is one half of a swap: %(step)s. Sign in to read it and to see who must act."),
    ),
    "secondment_due": (
        _("%(ref)s waits for the next step"),
        _("“%(title)s”: %(step)s is due by %(due)s. Sign in to see who must act."),
    ),
    "secondment_issue_answered": (
        _("What you raised about %(ref)s is answered"),
        _(
            "The issue that you raised about the placement “%(title)s” is answered. Sign in to read the answer."
        ),
    ),
    "secondment_evaluation": (
        _("How is it going? %(ref)s"),
        _("“%(title)s”: %(point)s. Sign in and say, for your side, how it is."),
    ),
    "secondment_share_back": (
        _("Was it shared with colleagues? %(ref)s"),
        _(
            "For “%(title)s” you planned an event on %(day)s to pass on what was learned. Sign in and record it."
        ),
    ),
    "secondment_interest": (
        _("An interest was declared: %(ref)s"),
        _(
            "Somebody declared their interests in the placement “%(title)s”. "
            "Decide what is done about each by %(due)s. Sign in to read them."
        ),
    ),
    "secondment_issue": (
        _("Something was raised about %(ref)s"),
        _("Somebody raised an issue about the placement “%(title)s”. Sign in to read it."),
    ),
}


def register() -> None:
    for name, (subject, body) in KINDS.items():
        notifications.register(name, subject=subject, body=body, purpose=PURPOSE)
