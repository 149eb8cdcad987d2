"""Pages of engagement requests."""

from django.urls import path, register_converter

from engagement.requests.converters import BulkVerb, KnownVerb
from engagement.requests.views import (
    ask,
    bulk,
    desk,
    detail,
    export,
    files,
    find,
    mine,
    register,
    triage,
    verbs,
)
from foundation.common.converters import Reference

register_converter(Reference, "ref")
register_converter(KnownVerb, "verb")
register_converter(BulkVerb, "bulk")
app_name = "requests"

NEW = "requests/new/"
DRAFT = "requests/new/<uuid:key>/"

urlpatterns = [
    path("requests/", mine.mine, name="list"),
    path(NEW, ask.start, name="new"),
    path(NEW + "questions/", ask.questions_to_read, name="questions"),
    path(NEW + "who/", ask.begin, name="begin"),
    path(DRAFT, ask.tasks, name="tasks"),
    path(DRAFT + "organisation/", find.organisation, name="organisation"),
    path(DRAFT + "organisation/find/", find.find, name="find-organisation"),
    path(DRAFT + "organisation/add/", find.add, name="add-organisation"),
    path(DRAFT + "files/", files.files, name="files"),
    path(DRAFT + "check/", ask.check, name="check"),
    path(DRAFT + "sent/", ask.sent, name="sent"),
    path(DRAFT + "delete/", ask.delete, name="delete-draft"),
    path(DRAFT + "<slug:slug>/", ask.step, name="step"),
    path("requests/<ref:ref>/", detail.detail, name="detail"),
    path("requests/<ref:ref>/<verb:verb>/", verbs.Do.as_view(), name="verb"),
    path("triage/", triage.Queue.as_view(), name="triage"),
    path("triage/download/", export.QueueExport.as_view(), name="triage-csv"),
    path("triage/selected/", bulk.choose, name="triage-bulk"),
    path("triage/selected/done/", bulk.result, name="triage-bulk-result"),
    path("triage/selected/<bulk:verb>/", bulk.run, name="triage-bulk-run"),
    path("desk/", desk.Desk.as_view(), name="desk"),
    path("desk/download/", export.DeskExport.as_view(), name="desk-csv"),
    path("register/", register.register, name="register"),
    path("register/feed/", register.feed, name="register-feed"),
    path("register/download/", register.download, name="register-csv"),
    path("register/<ref:ref>/", register.entry, name="register-entry"),
]
