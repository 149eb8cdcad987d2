from django.urls import path

from foundation.directory.views import (
    administration,
    administration_machines,
    administration_people,
    administration_roles,
    departments,
    joining,
    organisations,
    people,
)

app_name = "directory"

urlpatterns = [
    path("organisations/", organisations.index, name="organisations"),
    path("organisations/mine/", people.mine, name="mine"),
    path("organisations/new/", joining.new, name="new"),
    path("organisations/new/<slug:step>/", joining.new_step, name="new_step"),
    path("organisations/<ref>/", organisations.detail, name="organisation"),
    path("organisations/<ref>/edit/", organisations.edit, name="edit"),
    path("organisations/<ref>/join/", joining.join, name="join"),
    path("organisations/<ref>/leave/", joining.leave, name="leave"),
    path("organisations/<ref>/invite/", people.invite, name="invite"),
    path("organisations/<ref>/invite/withdraw/", people.withdraw, name="withdraw"),
    path("organisations/<ref>/people/<uuid:person>/<slug:verb>/", people.decide, name="decide"),
    path("organisations/<ref>/verify/", organisations.verify, name="verify"),
    path("invitations/<slug:token>/", joining.invitation, name="invitation"),
    path("administration/", administration.index, name="administration"),
    path("administration/roles/", administration_roles.index, name="roles"),
    path("administration/roles/appoint/", administration_roles.appoint, name="appoint"),
    path("administration/people/", administration_people.index, name="people"),
    path("administration/people/<uuid:person>/", administration_people.detail, name="person"),
    path(
        "administration/people/<uuid:person>/roles/<slug:key>/end/",
        administration_roles.end,
        name="end_appointment",
    ),
    path(
        "administration/people/<uuid:person>/<slug:verb>/", administration_people.decide, name="account_verb"
    ),
    path("administration/machine-clients/", administration_machines.index, name="machines"),
    path("administration/machine-clients/new/", administration_machines.new, name="new_machine"),
    path(
        "administration/machine-clients/<slug:client>/<slug:verb>/",
        administration_machines.decide,
        name="machine_verb",
    ),
    path("departments/", departments.index, name="departments"),
    path("departments/<slug>/", departments.detail, name="department"),
]
