"""Pages of consultations."""

from django.urls import path, register_converter

from engagement.consultations.converters import Secret
from engagement.consultations.views import beside, evidence, feeds, files, organisation, public, respond, send
from engagement.consultations.views.manage import (
    builder,
    desk,
    entry,
    exports,
    formats,
    outcome,
    removing,
    responses,
    transfer,
    verbs,
)
from foundation.common.converters import Reference

register_converter(Reference, "response_ref")
register_converter(Secret, "secret")
app_name = "consultations"

ONE = "consultations/<slug:slug>/"
RESPONSE = ONE + "respond/<uuid:key>/"
MANAGE = ONE + "manage/"

urlpatterns = [
    path("consultations/", public.index, name="list"),
    path("consultations/feed/", feeds.feed, name="feed"),
    path("consultations/calendar/", feeds.calendar, name="calendar"),
    path("consultations/desk/", desk.desk, name="desk"),
    path("consultations/new/", desk.new, name="new"),
    path(ONE, public.detail, name="detail"),
    path(ONE + "questions/", public.questions, name="questions"),
    path(ONE + "outcome/", public.outcome, name="outcome"),
    path(ONE + "formats/", beside.formats, name="formats"),
    path(ONE + "responses/", public.responses, name="responses"),
    path(ONE + "responses/download.<slug:format>", files.published, name="responses-file"),
    path(ONE + "responses/<response_ref:ref>/", public.response, name="response"),
    path(ONE + "responses/<response_ref:ref>/files/<uuid:file>/", evidence.published, name="response-file"),
    path(ONE + "respond/", respond.start, name="start"),
    path(ONE + "return/<secret:secret>/", respond.come_back, name="return"),
    path(RESPONSE, respond.tasks, name="tasks"),
    path(RESPONSE + "<int:number>/", respond.page, name="page"),
    path(RESPONSE + "files/<uuid:file>/", evidence.own, name="file"),
    path(RESPONSE + "who/", send.who, name="who"),
    path(RESPONSE + "organisation/", organisation.organisation, name="organisation"),
    path(RESPONSE + "publication/", send.publication, name="publication"),
    path(RESPONSE + "link/", send.link, name="link"),
    path(RESPONSE + "check/", send.check, name="check"),
    path(RESPONSE + "receipt/", send.receipt, name="receipt"),
    path(RESPONSE + "copy/", send.copy, name="copy"),
    path(RESPONSE + "monitoring/", beside.monitoring, name="monitoring"),
    path(RESPONSE + "withdraw/", send.withdraw, name="withdraw"),
    path(MANAGE, builder.manage, name="manage"),
    path(MANAGE + "details/", builder.details, name="manage-details"),
    path(MANAGE + "principles/", builder.principles, name="manage-principles"),
    path(MANAGE + "questions/", builder.questions, name="manage-questions"),
    path(MANAGE + "sections/new/", builder.section, name="manage-new-section"),
    path(MANAGE + "sections/<int:number>/", builder.section, name="manage-section"),
    path(MANAGE + "sections/<int:number>/new/", builder.question, name="manage-new-question"),
    path(MANAGE + "questions/<slug:key>/", builder.question, name="manage-question"),
    path(MANAGE + "questions/<slug:key>/leads/", removing.routes, name="manage-routes"),
    path(MANAGE + "questions/<slug:key>/remove/", removing.question, name="manage-remove-question"),
    path(MANAGE + "sections/<int:number>/remove/", removing.section, name="manage-remove-section"),
    path(MANAGE + "preview/<int:number>/", builder.preview, name="preview"),
    path(MANAGE + "versions/", builder.versions, name="versions"),
    path(MANAGE + "do/<slug:verb>/", verbs.do, name="verb"),
    path(MANAGE + "responses/", responses.responses, name="manage-responses"),
    path(MANAGE + "responses/publish/", responses.publish_many, name="manage-publish"),
    path(MANAGE + "responses/enter/", entry.enter, name="manage-enter"),
    path(MANAGE + "responses/import/", transfer.bring, name="manage-import"),
    path(MANAGE + "responses/template.csv", transfer.template, name="manage-template"),
    path(MANAGE + "responses/exports/", exports.exports, name="manage-exports"),
    path(MANAGE + "responses/exports/<uuid:key>/", exports.export, name="manage-export"),
    path(MANAGE + "responses/<response_ref:ref>/", responses.response, name="manage-response"),
    path(MANAGE + "report.<slug:format>", transfer.report, name="manage-report"),
    path(MANAGE + "formats/", formats.formats, name="manage-formats"),
    path(MANAGE + "outcome/", outcome.outcome, name="manage-outcome"),
    path(MANAGE + "outcome/theme/", outcome.theme, name="manage-new-theme"),
    path(MANAGE + "outcome/theme/<uuid:key>/", outcome.theme, name="manage-theme"),
    path(MANAGE + "outcome/theme/<uuid:key>/remove/", removing.theme, name="manage-remove-theme"),
    path(MANAGE + "outcome/<slug:kind>/", outcome.report, name="manage-report-text"),
]
