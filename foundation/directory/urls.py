from django.urls import path

from foundation.directory.views import departments, joining, organisations, people

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
    path("departments/", departments.index, name="departments"),
    path("departments/<slug>/", departments.detail, name="department"),
]
