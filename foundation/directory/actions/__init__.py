from foundation.directory.actions.accounts import (
    appoint_by_email,
    close_account,
    reopen_account,
    reset_second_factor,
)
from foundation.directory.actions.appointments import appoint, connect_client, end_appointment
from foundation.directory.actions.clients import create_client, revoke_client, rotate_client
from foundation.directory.actions.invitations import accept_invitation, invite, withdraw_invitation
from foundation.directory.actions.memberships import (
    claim_membership,
    confirm_membership,
    decline_membership,
    leave,
    make_lead,
    remove_member,
    step_down,
)
from foundation.directory.actions.organisations import (
    add_unregistered_group,
    edit_organisation,
    mark_infrastructure,
    verify,
)

__all__ = [
    "accept_invitation",
    "add_unregistered_group",
    "appoint",
    "appoint_by_email",
    "claim_membership",
    "close_account",
    "confirm_membership",
    "connect_client",
    "create_client",
    "decline_membership",
    "edit_organisation",
    "end_appointment",
    "invite",
    "leave",
    "make_lead",
    "mark_infrastructure",
    "remove_member",
    "reopen_account",
    "reset_second_factor",
    "revoke_client",
    "rotate_client",
    "step_down",
    "verify",
    "withdraw_invitation",
]
