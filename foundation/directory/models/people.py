"""Who belongs to an organisation, and who has been asked to."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone

from foundation.directory.enums import ConfirmedBy, Ending, MembershipRole, MembershipState
from foundation.directory.models.organisations import Organisation
from foundation.directory.querysets import InvitationQuerySet, MembershipQuerySet


class Membership(models.Model):
    """A person's place in an organisation, from asking to leaving. Ended rows stay as history."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="memberships")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=8, choices=MembershipRole, default=MembershipRole.MEMBER)
    state = models.CharField(max_length=8, choices=MembershipState)
    confirmed_by = models.CharField(max_length=12, choices=ConfirmedBy, blank=True)
    asked_at = models.DateTimeField(default=timezone.now)
    joined_at = models.DateTimeField(null=True, blank=True)
    left_at = models.DateTimeField(null=True, blank=True)
    ending = models.CharField(max_length=8, choices=Ending, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=MembershipState.values), name="membership_state_known"
            ),
            models.CheckConstraint(condition=Q(role__in=MembershipRole.values), name="membership_role_known"),
            models.CheckConstraint(
                condition=Q(state="ended", left_at__isnull=False) & ~Q(ending="")
                | ~Q(state="ended") & Q(left_at__isnull=True, ending=""),
                name="membership_end_is_dated",
            ),
            models.CheckConstraint(
                condition=~Q(state="active") | (Q(joined_at__isnull=False) & ~Q(confirmed_by="")),
                name="membership_active_is_confirmed",
            ),
            models.CheckConstraint(
                condition=~Q(role="lead") | Q(joined_at__isnull=False), name="membership_lead_has_joined"
            ),
            models.UniqueConstraint(
                fields=["user", "organisation"], condition=~Q(state="ended"), name="membership_open_once"
            ),
        ]
        indexes = [models.Index(fields=["organisation", "state"])]

    def __str__(self) -> str:
        return f"{self.get_role_display()} ({self.get_state_display()})"

    @property
    def is_active(self) -> bool:
        return self.state == MembershipState.ACTIVE

    @property
    def is_open(self) -> bool:
        return self.state != MembershipState.ENDED


class Invitation(models.Model):
    """A place kept for an e-mail address. Only a hash of the link's secret is stored."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="invitations")
    email = models.EmailField(max_length=254)
    token_hash = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="invitations_sent"
    )
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="invitations_accepted",
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(accepted_at__isnull=True) | Q(withdrawn_at__isnull=True),
                name="invitation_has_one_end",
            ),
            models.CheckConstraint(
                condition=Q(accepted_at__isnull=False) | Q(accepted_by__isnull=True),
                name="invitation_accepted_is_dated",
            ),
            models.UniqueConstraint(
                "organisation",
                Lower("email"),
                condition=Q(accepted_at__isnull=True, withdrawn_at__isnull=True),
                name="invitation_open_once",
            ),
        ]

    def __str__(self) -> str:
        return f"invitation {self.pk}"

    @property
    def is_open(self) -> bool:
        return not self.accepted_at and not self.withdrawn_at and self.expires_at > timezone.now()
