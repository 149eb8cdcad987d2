from foundation.directory.models.government import Appointment, ClientDepartment, Department, Minister, Team
from foundation.directory.models.organisations import Identifier, Organisation
from foundation.directory.models.people import Invitation, Membership
from foundation.directory.models.places import Place, Priority, PriorityFramework
from foundation.directory.models.registers import RegisterLoad, RegisterLoadProblem, RegisterRecord

__all__ = [
    "Appointment",
    "ClientDepartment",
    "Department",
    "Identifier",
    "Invitation",
    "Membership",
    "Minister",
    "Organisation",
    "Place",
    "Priority",
    "PriorityFramework",
    "RegisterLoad",
    "RegisterLoadProblem",
    "RegisterRecord",
    "Team",
]
