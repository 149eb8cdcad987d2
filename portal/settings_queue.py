"""The queue, the timetable, and who carries e-mail out."""

from typing import Any
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


def _clock(task: str, schedule: Any, expires: int, queue: str = CELERY_TASK_DEFAULT_QUEUE) -> dict[str, Any]:
    """An entry of the timetable: every so many seconds or at a time of day, and after how many seconds it is stale."""
    return {"task": task, "schedule": schedule, "options": {"queue": queue, "expires": expires}}


# What the clock asks for is worthless once it asks again: a stopped worker does not find a heap of it.
CELERY_BEAT_SCHEDULE: dict[str, dict] = {
    "heartbeat": _clock("notifications.heartbeat", 30, 25, URGENT_QUEUE),
    "sweep": _clock("notifications.sweep", 60, 55, URGENT_QUEUE),
    "accounts-sweep": _clock("foundation.accounts.tasks.sweep", 3600, 3000),
    "forget-idempotency-keys": _clock("foundation.common.tasks.forget_idempotency_keys", 3600, 3000),
    "forget": _clock("notifications.forget", crontab(hour=3, minute=17), 3600),
    "close-unanswered": _clock("engagement.requests.tasks.close_unanswered", crontab(minute="*/10"), 600),
    # Each reminder is kept, so a run that was missed is made good by the next and none is said twice.
    "remind": _clock("engagement.requests.tasks.remind", crontab(hour="7-17", minute=12), 3000),
    "anchor-audit": _clock("foundation.audit.tasks.anchor_audit", crontab(hour=2, minute=27), 3600),
    "forget-drafts": _clock("engagement.requests.tasks.forget_drafts", crontab(hour=3, minute=37), 3600),
    "figures": _clock("engagement.requests.tasks.count_figures", 60, 55),
    "files-examine": _clock("documents.sweep", 60, 55),
    "files-tidy": _clock("documents.tidy", crontab(minute=43), 3000),
    # A page wakes the worker by itself; the clock finds what a lost hint or a dead worker left.
    "satellite-account": _clock("satellite_account.work", 60, 55),
    # A page wakes the worker by itself; the clock finds what a lost hint or a dead worker left.
    "secondments-files": _clock("secondments.make_files", 60, 55),
    "secondments-signing": _clock("secondments.send_to_sign", 60, 55),
    "secondments-rounds": _clock("secondments.run_rounds", 30, 25),
    "secondments-sweep": _clock("secondments.tasks.sweep", crontab(minute="7,37"), 1700),
    "secondments-remind": _clock("secondments.tasks.remind", crontab(hour="7-17", minute=22), 3000),
    "secondments-alert": _clock("secondments.tasks.alert", crontab(minute=42), 3000),
    "secondments-figures": _clock("secondments.tasks.publish_quarters", crontab(hour=4, minute=11), 3600),
    "publish-consultations": _clock("engagement.consultations.tasks.publish_due", 60, 55),
    "remind-consultations": _clock(
        "engagement.consultations.tasks.remind", crontab(hour="7-17", minute=22), 3000
    ),
    "tell-outcomes": _clock("engagement.consultations.tasks.tell_outcome", 60, 55),
    # A page wakes the worker by itself; the clock finds what a lost hint or a dead worker left.
    "write-exports": _clock("engagement.consultations.tasks.write_exports", 30, 25),
    "forget-exports": _clock("engagement.consultations.tasks.forget_exports", crontab(minute=29), 3000),
    "tell-withdrawals": _clock("engagement.consultations.tasks.tell_withdrawn", 60, 55),
    "shuffle-monitoring": _clock(
        "engagement.consultations.tasks.shuffle_monitoring", crontab(minute=53), 3000
    ),
    "forget-response-drafts": _clock(
        "engagement.consultations.tasks.forget_drafts", crontab(hour=3, minute=47), 3600
    ),
    # Beside the responses, never before them: whoever sweeps holds a lock that no form asks for.
    "read-responses": _clock("engagement.consultations.analysis.tasks.read_responses", 30, 25),
    "find-themes": _clock("engagement.consultations.analysis.tasks.find_themes", 15, 14),
    "government-flags": _clock("directory.keep_government_flags", crontab(hour=0, minute=7), 3600),
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
