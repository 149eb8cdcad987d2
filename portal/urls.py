from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

pages = [
    path("", include("foundation.accounts.urls")),
    path("", include("foundation.notifications.urls")),
]
if settings.DEMO:
    pages += [path("", include("foundation.notifications.demo_urls"))]

urlpatterns = [
    path("", include("foundation.accounts.identity_urls")),
    *i18n_patterns(*pages, prefix_default_language=False),
]

handler400 = "foundation.common.pages.bad_request"
handler403 = "foundation.common.pages.forbidden"
handler404 = "foundation.common.pages.not_found"
handler500 = "foundation.common.pages.server_error"
