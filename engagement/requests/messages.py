"""What the portal writes to people about requests, in words that go through gettext."""

from django.utils.translation import gettext_lazy as _

from foundation import notifications

SENT = _("you sent this request, or lead the organisation that sent it.")
DEALS = _("your role in government deals with this request.")

TO_SENDER = {
    "request_received": (
        _("We have received your request %(ref)s"),
        _(
            "We have received “%(title)s”. Its reference is %(ref)s.\n\n"
            "The front-door team reads it within 3 working days and sends it to the department that can answer. "
            "You should have an answer by %(reply_due)s. We tell you of each step."
        ),
    ),
    "request_acknowledged": (
        _("The front-door team has read your request %(ref)s"),
        _("A person in the front-door team has read “%(title)s” and is finding the right department for it."),
    ),
    "request_routed": (
        _("Your request %(ref)s is with %(department)s"),
        _("We have sent “%(title)s” to %(department)s. They accept it or pass it on within 2 working days."),
    ),
    "request_accepted": (
        _("%(department)s has accepted your request %(ref)s"),
        _("%(department)s has accepted “%(title)s”. Its own time limit for an answer ends on %(reply_due)s."),
    ),
    "request_contact": (
        _("You have a contact for your request %(ref)s"),
        _("For “%(title)s” you can ask for: %(contact)s."),
    ),
    "request_question": (
        _("Government has a question about your request %(ref)s"),
        _(
            "There is a question about “%(title)s” that only you can answer. Sign in to read and answer it by "
            "%(answer_by)s. If we hear nothing by then we close the request, and you can reopen it."
        ),
    ),
    "request_answered": (
        _("%(department)s has answered your request %(ref)s"),
        _(
            "There is an answer to “%(title)s”. Sign in to read it. If it does not answer what you asked, say so there."
        ),
    ),
    "request_closed": (
        _("Your request %(ref)s is closed"),
        _("“%(title)s” is closed: %(outcome)s. Sign in to read what came of it, and tell us how it went."),
    ),
    "request_closed_unanswered": (
        _("We closed your request %(ref)s because we had no answer"),
        _(
            "We asked you a question about “%(title)s” and had no answer in time. "
            "You can reopen it for 40 working days."
        ),
    ),
    "request_declined": (
        _("Your request %(ref)s was declined"),
        _("“%(title)s” was declined: %(reason)s. Sign in to read why and what you can do next."),
    ),
    "request_transferred": (
        _("Your request %(ref)s is now with %(department)s"),
        _(
            "%(department)s has taken over “%(title)s”. Its own time limit for an answer ends on %(reply_due)s. "
            "The time since you sent your request still counts."
        ),
    ),
    "request_returned": (
        _("The front-door team is looking at your request %(ref)s again"),
        _("“%(title)s” has come back to the front-door team, who decide which department deals with it."),
    ),
    "request_withheld": (
        _("The public register no longer shows the title of your request %(ref)s"),
        _(
            "The front-door team took the title and the name of “%(title)s” off the public register. Your request "
            "goes on as before. Sign in to read why."
        ),
    ),
    "request_withdrawn": (
        _("Your request %(ref)s is withdrawn"),
        _("“%(title)s” is withdrawn. Nobody works on it any more."),
    ),
    "request_reopened": (
        _("Your request %(ref)s is open again"),
        _("“%(title)s” is open again. The time since you first sent it still counts."),
    ),
}

TO_GOVERNMENT = {
    "request_for_department": (
        _("New for your department: %(ref)s"),
        _("“%(title)s” was sent to your department. Accept it or pass it on within 2 working days."),
    ),
    "request_assigned": (
        _("%(ref)s is yours now"),
        _(
            "“%(title)s” was given to you. Sign in to read it, and the hand-over note if it had an owner before."
        ),
    ),
    "request_transfer_offered": (
        _("Offered to your department: %(ref)s"),
        _("Another department offers “%(title)s” to yours. Accept or decline it within 2 working days."),
    ),
    "request_transfer_declined": (
        _("Your transfer of %(ref)s was declined"),
        _("“%(title)s” stays with your department. The reason given: %(reason)s"),
    ),
    "request_question_answered": (
        _("Your question on %(ref)s is answered"),
        _("The sender has answered the question on “%(title)s”. The department’s clock runs again."),
    ),
    "request_message": (
        _("New message on %(ref)s"),
        _("The sender has added a message to “%(title)s”."),
    ),
    "request_withdrawn_department": (
        _("%(ref)s was withdrawn"),
        _("The sender has withdrawn “%(title)s”."),
    ),
    "request_reopened_department": (
        _("%(ref)s was reopened"),
        _("The sender has reopened “%(title)s”. Sign in to read why."),
    ),
}

# Subject and body of one, then the subject of several at once.
REMINDERS = {
    "request_due": (
        _("%(ref)s is due on %(due)s"),
        _("“%(title)s” is due by %(due)s. After that day the sender sees that it is late."),
        _("%(count)s requests are due by the next working day"),
    ),
    "request_overdue": (
        _("%(ref)s is overdue"),
        _(
            "“%(title)s” was due on %(due)s. The sender sees that it is late. Take the next step, or write to them "
            "when it will come."
        ),
        _("%(count)s requests are overdue"),
    ),
}

MANDATORY = {"request_received", "request_question"}


def register() -> None:
    for kinds, purpose in ((TO_SENDER, SENT), (TO_GOVERNMENT, DEALS)):
        for name, (subject, body) in kinds.items():
            notifications.register(
                name, subject=subject, body=body, purpose=purpose, mandatory=name in MANDATORY
            )
    for name, (subject, body, many) in REMINDERS.items():
        notifications.register(name, subject=subject, body=body, many=many, purpose=DEALS)
