from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.urls import URLPattern, URLResolver, include, path

from portal import api, dashboard, design, health, views

pages: list[URLPattern | URLResolver] = [
    path("", views.home, name="home"),
    path("accessibility/", views.accessibility, name="accessibility"),
    path("privacy/", views.privacy, name="privacy"),
    path("cookies/", views.cookies, name="cookies"),
    path("api/docs/", api.docs, name="api-docs"),
    path("", include("foundation.accounts.urls")),
    path("", include("foundation.notifications.urls")),
    path("", include("foundation.directory.urls")),
    path("", include("foundation.documents.urls")),
    path("", include("engagement.programmes.urls")),
    path("", include("engagement.consultations.urls")),
    path("", include("engagement.requests.urls")),
    path("", include("satellite_account.urls")),
    path("", include("secondments.urls")),
    path("", include("engagement.consultations.analysis.urls")),
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
