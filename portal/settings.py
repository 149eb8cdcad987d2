"""Settings, read from the environment (.env.example lists every variable)."""

import sys
from pathlib import Path
from urllib.parse import urlsplit

import dj_database_url
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from portal import env
from portal.settings_accounts import *  # noqa: F403
from portal.settings_api import *  # noqa: F403
from portal.settings_files import *  # noqa: F403
from portal.settings_files import evidence_storage, files_origin
from portal.settings_queue import *  # noqa: F403
from portal.settings_queue import REDIS_URL
from portal.settings_security import *  # noqa: F403
from portal.settings_signing import *  # noqa: F403

BASE_DIR = Path(__file__).resolve().parent.parent

DEBUG = env.flag("DEBUG")
DEMO = env.flag("DEMO")
SITE_URL = env.text("SITE_URL", "http://127.0.0.1:8000").rstrip("/")
_host = urlsplit(SITE_URL).hostname or ""
_local = _host in {"127.0.0.1", "localhost", "::1", "testserver"}

if DEMO and not DEBUG and not _local:
    raise ImproperlyConfigured(
        f"DEMO=1 signs anybody in as anybody. It does not start with DEBUG=0 on a public host ({_host}). Unset DEMO."
    )

SECRET_KEY = env.text("SECRET_KEY") or ("insecure-development-key" if DEBUG else "")
if not SECRET_KEY:
    raise ImproperlyConfigured("Set SECRET_KEY to a long random text (see .env.example).")
# Tells that two accounts are one person's. Keep it when SECRET_KEY changes: with another, nobody is known again.
PERSON_KEY_SECRET = env.text("PERSON_KEY_SECRET") or SECRET_KEY
ALLOWED_HOSTS = env.items("ALLOWED_HOSTS", _host if not DEBUG else "127.0.0.1,localhost,testserver,[::1]")
FILES_ORIGIN, _files_host = files_origin(SITE_URL)
if _files_host and _files_host not in ALLOWED_HOSTS:
    ALLOWED_HOSTS.append(_files_host)

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "allauth.idp.oidc",
    "rest_framework",
    "django_filters",
    "drf_spectacular",
    "foundation.common",
    "foundation.audit",
    "foundation.accounts",
    "foundation.notifications",
    "foundation.directory",
    "foundation.documents",
    "engagement.programmes",
    "engagement.consultations",
    "engagement.consultations.analysis",
    "engagement.requests",
    "satellite_account",
    "secondments",
    "portal",
]

MIDDLEWARE = [
    "foundation.common.middleware.HeadersMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "foundation.documents.origin.FilesOriginMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "foundation.common.middleware.InputMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "foundation.common.middleware.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "foundation.directory.middleware.StandingMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "foundation.accounts.middleware.SecondFactorMiddleware",
    "foundation.common.middleware.DomainErrorMiddleware",
]

ROOT_URLCONF = "portal.urls"
CSRF_FAILURE_VIEW = "foundation.common.pages.csrf_failure"
WSGI_APPLICATION = "portal.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "accounts.User"
# E-mail addresses are unique by an index on lower(email), which the check cannot see.
# X-Frame-Options is on every answer by our own HeadersMiddleware, on errors too.
SILENCED_SYSTEM_CHECKS = ["auth.W004", "security.W002"]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": False,
        "OPTIONS": {
            "environment": "foundation.common.jinja.Languages",
            "context_processors": ["foundation.common.context.page"],
        },
    },
    {
        # Only for what libraries bring with them (allauth's mail subjects, DRF, spectacular).
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    },
]
FORM_RENDERER = "foundation.common.forms.Renderer"

DATABASES = {"default": dj_database_url.parse(env.text("DATABASE_URL", "postgresql:///frontdoor"))}
# It looks itself whether a connection is alive, where that is in doubt.
DATABASES["default"]["ENGINE"] = "foundation.common.postgresql"
DATABASES["default"].setdefault("OPTIONS", {}).update(
    {
        "options": "-c statement_timeout=30000 -c lock_timeout=10000 -c idle_in_transaction_session_timeout=60000",
    }
)
# The database plans a prepared query once for each connection; 0 where a proxy hands connections around.
DATABASES["default"]["OPTIONS"]["prepare_threshold"] = 2 if env.flag("DATABASE_PREPARE", True) else None
# A worker closes its connection after each task, and with it the pool: it would build one for every task.
_pool = env.number("DATABASE_POOL", 0 if "celery" in sys.argv[0] else 12)
if _pool:
    DATABASES["default"]["OPTIONS"]["pool"] = {"min_size": min(2, _pool), "max_size": _pool, "timeout": 5}

CACHES = {
    "default": {
        "BACKEND": "django_redis.cache.RedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": "fd",
        "OPTIONS": {
            "IGNORE_EXCEPTIONS": True,
            "SOCKET_CONNECT_TIMEOUT": 1,
            "SOCKET_TIMEOUT": 1,
        },
    }
}
SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("cy", _("Cymraeg"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
LANGUAGE_COOKIE_NAME = "language"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/London"

STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "static" / "build"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "evidence": evidence_storage(),
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_MAX_AGE = 31_536_000 if not DEBUG else 0

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "json": {
            "()": "pythonjsonlogger.json.JsonFormatter",
            "format": "%(asctime)s %(levelname)s %(name)s %(message)s",
        },
        "plain": {"format": "%(levelname)s %(name)s: %(message)s"},
    },
    "handlers": {
        "stderr": {"class": "logging.StreamHandler", "formatter": "plain" if DEBUG or DEMO else "json"}
    },
    "root": {"handlers": ["stderr"], "level": env.text("LOG_LEVEL", "INFO")},
    "loggers": {
        "django.request": {"level": "ERROR"},
        "django.security.DisallowedHost": {"level": "CRITICAL"},
        "oauthlib": {"level": "WARNING"},  # its debug lines hold tokens
    },
}

# Who runs this installation, as its accessibility, privacy and security pages name them.
OPERATOR = env.text("OPERATOR")
CONTACT_EMAIL = env.text("CONTACT_EMAIL", f"front-door@{_host or 'localhost'}")
SECURITY_CONTACT = env.text("SECURITY_CONTACT", f"mailto:security@{_host or 'localhost'}")

SENTRY_DSN = env.text("SENTRY_DSN")
if SENTRY_DSN:
    import sentry_sdk

    sentry_sdk.init(
        dsn=SENTRY_DSN, send_default_pii=False, max_request_body_size="never", include_local_variables=False
    )
