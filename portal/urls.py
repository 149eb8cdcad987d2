from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.urls import URLPattern, URLResolver, include, path

from foundation.common.doors import door
from portal import api, dashboard, design, health, views

pages: list[URLPattern | URLResolver] = [
    path("", views.home, name="home"),
    path("accessibility/", views.accessibility, name="accessibility"),
    path("privacy/", views.privacy, name="privacy"),
    path("cookies/", views.cookies, name="cookies"),
    path("api/docs/", api.docs, name="api-docs"),
    door("foundation.accounts.urls"),
    door("foundation.notifications.urls"),
    door("foundation.directory.urls"),
    door("foundation.documents.urls"),
    door("engagement.programmes.urls"),
    door("engagement.consultations.urls"),
    door("engagement.requests.urls"),
    door("satellite_account.urls"),
    door("secondments.urls"),
    door("engagement.consultations.analysis.urls"),
    path("dashboard/", dashboard.dashboard, name="dashboard"),
]
if settings.DEMO:
    pages += [path("", include("foundation.notifications.demo_urls"))]
if settings.DEBUG or settings.DEMO:
    pages += [path("design/", design.design, name="design")]

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path(".well-known/security.txt", views.security_txt, name="security-txt"),
    path("api/", include("portal.api")),
    path("", include("foundation.accounts.identity_urls")),
    *i18n_patterns(*pages, prefix_default_language=False),
]

handler400 = "foundation.common.pages.bad_request"
handler403 = "foundation.common.pages.forbidden"
handler404 = "foundation.common.pages.not_found"
handler500 = "foundation.common.pages.server_error"
