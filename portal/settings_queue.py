"""The queue, the timetable, and who carries e-mail out."""

from urllib.parse import urlsplit

from celery.schedules import crontab
from kombu import Queue

from portal import env

REDIS_URL = env.text("REDIS_URL", "redis://127.0.0.1:6379/0")

URGENT_QUEUE = "urgent"
CELERY_TASK_DEFAULT_QUEUE = "celery"
CELERY_TASK_QUEUES = (Queue(URGENT_QUEUE), Queue(CELERY_TASK_DEFAULT_QUEUE))
CELERY_BROKER_URL = REDIS_URL
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_TIME_LIMIT = 600
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 900,
    "socket_connect_timeout": 1,
    "socket_timeout": 5,
    "max_retries": 1,
}
# A page that wakes the worker waits no longer than this for the broker.
QUEUE_PATIENCE = {
    "socket_connect_timeout": 0.25,
    "socket_timeout": 0.5,
    "max_retries": 0,
    "connect_retries_timeout": 0.5,
}
CELERY_TIMEZONE = "Europe/London"
# What the clock asks for is worthless once it asks again: a stopped worker does not find a heap of it.
CELERY_BEAT_SCHEDULE: dict[str, dict] = {
    "heartbeat": {
        "task": "notifications.heartbeat",
        "schedule": 30,
        "options": {"queue": URGENT_QUEUE, "expires": 25},
    },
    "sweep": {
        "task": "notifications.sweep",
        "schedule": 60,
        "options": {"queue": URGENT_QUEUE, "expires": 55},
    },
    "accounts-sweep": {
        "task": "foundation.accounts.tasks.sweep",
        "schedule": 3600,
        "options": {"expires": 3000},
    },
    "forget-idempotency-keys": {
        "task": "foundation.common.tasks.forget_idempotency_keys",
        "schedule": 3600,
        "options": {"expires": 3000},
    },
    "forget": {
        "task": "notifications.forget",
        "schedule": crontab(hour=3, minute=17),
        "options": {"expires": 3600},
    },
    "close-unanswered": {
        "task": "engagement.requests.tasks.close_unanswered",
        "schedule": crontab(minute="*/10"),
        "options": {"expires": 600},
    },
    # Each reminder is kept, so a run that was missed is made good by the next and none is said twice.
    "remind": {
        "task": "engagement.requests.tasks.remind",
        "schedule": crontab(hour="7-17", minute=12),
        "options": {"expires": 3000},
    },
    "forget-drafts": {
        "task": "engagement.requests.tasks.forget_drafts",
        "schedule": crontab(hour=3, minute=37),
        "options": {"expires": 3600},
    },
    "figures": {
        "task": "engagement.requests.tasks.count_figures",
        "schedule": 60,
        "options": {"expires": 55},
    },
    "files-examine": {
        "task": "documents.sweep",
        "schedule": 60,
        "options": {"expires": 55},
    },
    "files-tidy": {
        "task": "documents.tidy",
        "schedule": crontab(minute=43),
        "options": {"expires": 3000},
    },
    # A page wakes the worker by itself; the clock finds what a lost hint or a dead worker left.
    "satellite-account": {
        "task": "satellite_account.work",
        "schedule": 60,
        "options": {"expires": 55},
    },
    # A page wakes the worker by itself; the clock finds what a lost hint or a dead worker left.
    "secondments-files": {
        "task": "secondments.make_files",
        "schedule": 60,
        "options": {"expires": 55},
    },
    "secondments-rounds": {
        "task": "secondments.tasks.run_rounds",
        "schedule": 30,
        "options": {"expires": 25},
    },
    "secondments-sweep": {
        "task": "secondments.tasks.sweep",
        "schedule": crontab(minute="7,37"),
        "options": {"expires": 1700},
    },
    "secondments-remind": {
        "task": "secondments.tasks.remind",
        "schedule": crontab(hour="7-17", minute=22),
        "options": {"expires": 3000},
    },
    "secondments-alert": {
        "task": "secondments.tasks.alert",
        "schedule": crontab(minute=42),
        "options": {"expires": 3000},
    },
    "secondments-figures": {
        "task": "secondments.tasks.publish_quarters",
        "schedule": crontab(hour=4, minute=11),
        "options": {"expires": 3600},
    },
    "publish-consultations": {
        "task": "engagement.consultations.tasks.publish_due",
        "schedule": 60,
        "options": {"expires": 55},
    },
    "remind-consultations": {
        "task": "engagement.consultations.tasks.remind",
        "schedule": crontab(hour="7-17", minute=22),
        "options": {"expires": 3000},
    },
    "tell-outcomes": {
        "task": "engagement.consultations.tasks.tell_outcome",
        "schedule": 60,
        "options": {"expires": 55},
    },
    # A page wakes the worker by itself; the clock finds what a lost hint or a dead worker left.
    "write-exports": {
        "task": "engagement.consultations.tasks.write_exports",
        "schedule": 30,
        "options": {"expires": 25},
    },
    "forget-exports": {
        "task": "engagement.consultations.tasks.forget_exports",
        "schedule": crontab(minute=29),
        "options": {"expires": 3000},
    },
    "tell-withdrawals": {
        "task": "engagement.consultations.tasks.tell_withdrawn",
        "schedule": 60,
        "options": {"expires": 55},
    },
    "shuffle-monitoring": {
        "task": "engagement.consultations.tasks.shuffle_monitoring",
        "schedule": crontab(minute=53),
        "options": {"expires": 3000},
    },
    "forget-response-drafts": {
        "task": "engagement.consultations.tasks.forget_drafts",
        "schedule": crontab(hour=3, minute=47),
        "options": {"expires": 3600},
    },
    # Beside the responses, never before them: whoever sweeps holds a lock that no form asks for.
    "read-responses": {
        "task": "engagement.consultations.analysis.tasks.read_responses",
        "schedule": 30,
        "options": {"expires": 25},
    },
    "find-themes": {
        "task": "engagement.consultations.analysis.tasks.find_themes",
        "schedule": 15,
        "options": {"expires": 14},
    },
    "government-flags": {
        "task": "directory.keep_government_flags",
        "schedule": crontab(hour=0, minute=7),
        "options": {"expires": 3600},
    },
}

EMAIL_URL = env.text("EMAIL_URL")
NOTIFY_API_KEY = env.text("NOTIFY_API_KEY")
NOTIFY_TEMPLATE_ID = env.text("NOTIFY_TEMPLATE_ID")
NOTIFY_URL = env.text("NOTIFY_URL", "https://api.notifications.service.gov.uk")
EMAIL_TIMEOUT = 20
_host = urlsplit(env.text("SITE_URL")).hostname or "localhost"
DEFAULT_FROM_EMAIL = env.text("DEFAULT_FROM_EMAIL", f"Front Door <no-reply@{_host}>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL

EMAIL_BACKEND = "foundation.notifications.backends.Outbox"
if NOTIFY_API_KEY:
    NOTIFICATIONS_PROVIDER = "foundation.notifications.providers.notify.NotifyProvider"
elif EMAIL_URL:
    NOTIFICATIONS_PROVIDER = "foundation.notifications.providers.smtp.SMTPProvider"
elif env.flag("DEMO"):
    NOTIFICATIONS_PROVIDER = "foundation.notifications.providers.demo.DemoProvider"
    EMAIL_BACKEND = "foundation.notifications.backends.DemoOutbox"
elif env.flag("DEBUG"):
    NOTIFICATIONS_PROVIDER = "foundation.notifications.providers.demo.ConsoleProvider"
    EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
else:
    NOTIFICATIONS_PROVIDER = "foundation.notifications.providers.Nowhere"

# Words and addresses of sent messages are erased after so many days, their rows after so many more.
MESSAGE_TEXT_DAYS = env.number("MESSAGE_TEXT_DAYS", 30)
MESSAGE_ROW_DAYS = env.number("MESSAGE_ROW_DAYS", 365)
