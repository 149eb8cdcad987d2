"""The clock has the trail verified and anchored, and asks for nothing that no worker knows."""

import logging

from django.conf import settings

from foundation.audit.tasks import anchor_audit
from portal.celery import app
from tests.audit.test_chain import tamper, write


def test_the_timetable_asks_for_what_there_is():
    app.loader.import_default_modules()
    asked = {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}
    assert asked - set(app.tasks) == set()
    assert "foundation.audit.tasks.anchor_audit" in asked


def test_every_night_the_heads_go_to_the_log_or_the_fault_does(db, caplog):
    caplog.set_level(logging.INFO)
    write(3)
    anchor_audit()
    assert "audit anchor {" in caplog.text
    caplog.clear()
    tamper("UPDATE audit_event SET verb = 'thing.undone' WHERE id = (SELECT max(id) FROM audit_event)")
    anchor_audit()
    assert "audit chain broken" in caplog.text and "audit anchor" not in caplog.text
