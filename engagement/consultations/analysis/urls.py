"""Pages of the analysis, below the consultation that it is of."""

from django.urls import path

from engagement.consultations.analysis.views import (
    answers,
    campaigns,
    coding,
    document,
    evidence,
    frame,
    overview,
    removing,
)

app_name = "analysis"
BASE = "consultations/<slug:slug>/analysis/"
QUESTION = BASE + "questions/<slug:key>/"

urlpatterns = [
    path(BASE, overview.home, name="home"),
    path(BASE + "heard/", overview.heard, name="heard"),
    path(BASE + "campaigns/", campaigns.campaigns, name="campaigns"),
    path(BASE + "campaigns/<uuid:key>/", campaigns.campaign, name="campaign"),
    path(BASE + "answers/", answers.answers, name="answers"),
    path(BASE + "files/", evidence.files, name="files"),
    path(BASE + "files/<uuid:key>/", evidence.file, name="file"),
    path(BASE + "responses/<slug:ref>/", answers.response, name="response"),
    path(
        BASE + "responses/<slug:ref>/quotes/<uuid:key>/<int:start>-<int:end>/remove/",
        removing.quote,
        name="remove-quote",
    ),
    path(
        BASE + "responses/<slug:ref>/taken-out/<slug:key>/<int:start>-<int:end>/show/",
        removing.redaction,
        name="remove-redaction",
    ),
    path(BASE + "themes/<uuid:key>/", frame.theme, name="theme"),
    path(QUESTION + "themes/", frame.frame, name="frame"),
    path(QUESTION + "themes/progress/", frame.run, name="run"),
    path(QUESTION + "document/", document.document, name="document"),
    path(QUESTION + "code/", coding.code, name="code"),
    path(QUESTION + "agreement/", overview.agreement, name="agreement"),
    path("consultations/<slug:slug>/campaign/", campaigns.register, name="register"),
]
