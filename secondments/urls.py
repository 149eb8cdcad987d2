"""Pages of the secondment programme."""

from django.urls import path, register_converter

from foundation.common.converters import Reference
from secondments.converters import Chart, Copy, Period
from secondments.views import (
    alumni,
    esign,
    home_terms,
    mine,
    own,
    papers,
    people,
    placements,
    public,
    published,
    rounds,
    rows,
    searches,
    stopping,
    verbs,
    writing,
)

register_converter(Reference, "sc")
register_converter(Period, "period")
register_converter(Chart, "chart")
register_converter(Copy, "copy")
app_name = "secondments"

HOME = "secondments/"
PERIOD = HOME + "figures/<period:period>/"
PERSON, APPLICATION = HOME + "people/<sc:ref>/", HOME + "applications/<sc:ref>/"
TEXT = HOME + "placements/<sc:ref>/agreement/<int:number>/"
PLACEMENT, ROUND = HOME + "placements/<sc:ref>/", HOME + "rounds/<sc:ref>/"

urlpatterns = [
    path(HOME, public.listing, name="list"),
    path(HOME + "how/", public.how, name="how"),
    path(HOME + "mine/", mine.mine, name="mine"),
    path(HOME + "new/", writing.new, name="new"),
    path(HOME + "profile/", people.profile, name="profile"),
    path(HOME + "searches/", searches.searches, name="searches"),
    path(HOME + "searches/stop/", stopping.stop, name="stop"),
    path(HOME + "about-me/", own.about, name="about-me"),
    path(HOME + "about-me/<copy:kind>/", own.download, name="about-me-file"),
    path(HOME + "e-signatures/", esign.heard, name="esign"),
    path(HOME + "alumni/", alumni.alumni, name="alumni"),
    path(HOME + "placements/", placements.placements, name="placements"),
    path(HOME + "figures/", published.figures, name="figures"),
    path(PERIOD, published.period, name="period"),
    path(PERIOD + "download/", published.download, name="period-csv"),
    path(PERIOD + "charts/", published.charts, name="period-charts"),
    path(PERIOD + "charts/<slug:way>.<chart:kind>", published.chart, name="period-chart"),
    path(HOME + "home/<slug:key>/", home_terms.home_terms, name="home-terms"),
    path(HOME + "rounds/new/", rounds.new_round, name="new-round"),
    path(PERSON, rows.candidate, name="candidate"),
    path(PERSON + "edit/", people.edit, name="edit-profile"),
    path(PERSON + "<slug:verb>/", verbs.Do.as_view(noun="candidate"), name="candidate-verb"),
    path(APPLICATION, rows.nomination, name="nomination"),
    path(APPLICATION + "<slug:verb>/", verbs.Do.as_view(noun="nomination"), name="nomination-verb"),
    path(ROUND, rows.round, name="round"),
    path(ROUND + "<slug:verb>/", verbs.Do.as_view(noun="round"), name="round-verb"),
    path(PLACEMENT, rows.placement, name="placement"),
    path(PLACEMENT + "agreement/", papers.agreement, name="agreement"),
    path(PLACEMENT + "agreement/docx/", papers.docx, name="agreement-docx"),
    path(PLACEMENT + "agreement/pdf/", papers.pdf, name="agreement-pdf"),
    path(TEXT, papers.agreement, name="text"),
    path(TEXT + "docx/", papers.docx, name="text-docx"),
    path(TEXT + "pdf/", papers.pdf, name="text-pdf"),
    path(TEXT + "to-sign/", papers.to_sign, name="text-to-sign"),
    path(
        PLACEMENT + "sign-file/",
        verbs.DoWithFile.as_view(noun="placement"),
        {"verb": "sign-file"},
        name="sign-file",
    ),
    path(PLACEMENT + "<slug:verb>/", verbs.Do.as_view(noun="placement"), name="placement-verb"),
    path(HOME + "<sc:ref>/", public.opportunity, name="opportunity"),
    path(HOME + "<sc:ref>/apply/", people.apply, name="apply"),
    path(HOME + "<sc:ref>/edit/", writing.edit, name="edit"),
    path(HOME + "<sc:ref>/do/<slug:verb>/", verbs.Do.as_view(noun="opportunity"), name="opportunity-verb"),
]
