"""The kinds of request as a person chooses among them: in groups, each with a word on what it is for."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from engagement.requests.enums import Kind

GROUPS: tuple[tuple[Any, dict[Kind, Any]], ...] = (
    (
        _("Tell government something"),
        {
            Kind.EARLY_WARNING: _(
                "Something is going wrong for people now, and government may not know yet."
            ),
            Kind.EVIDENCE: _("Research, figures or experience that a policy should take into account."),
            Kind.POLICY_IDEA: _("Something government could do differently."),
        },
    ),
    (
        _("Talk to the people who decide"),
        {
            Kind.MEETING_OFFICIAL: _("A conversation with those who work on a policy."),
            Kind.MEETING_MINISTER: _("Yes or no within 15 working days."),
            Kind.ROUNDTABLE: _("A seat where several organisations discuss a policy."),
            Kind.OFFICE_HOURS: _("A short talk with a policy team, without papers."),
            Kind.VISIT: _("Let ministers or officials see your work for themselves."),
        },
    ),
    (
        _("Ask government something"),
        {
            Kind.INFORMATION: _("What a policy means, who decides, what happens next."),
            Kind.CONSULTATION_HELP: _("More time, an accessible format, or help to answer."),
            Kind.FUNDING: _("Where to find it. We cannot discuss open competitions."),
            Kind.EVENT: None,
        },
    ),
    (
        _("Work with government"),
        {
            Kind.PARTNERSHIP: _("Something you could do together."),
            Kind.TEST_AND_LEARN: _("A place or a group in which to try something out."),
            Kind.SECONDMENT: _("Lending or borrowing people for a while."),
        },
    ),
    (
        _("Disagree or complain"),
        {
            Kind.CHALLENGE: _("You think a decision is wrong. It never counts against you."),
            Kind.COMPLAINT: _("The way this service treated you."),
        },
    ),
)

KIND_CHOICES = [(group, [(kind.value, kind.label) for kind in kinds]) for group, kinds in GROUPS]
KIND_HINTS = {
    kind.value: hint for _group, kinds in GROUPS for kind, hint in kinds.items() if hint is not None
}
