"""The same, by two presses of one button or by two people in one moment: one of them is told, nobody meets an error."""

import logging

import pytest
from django.db import transaction

from engagement.consultations import actions
from engagement.consultations.models import Consultation
from tests.consultations.doors import as_person
from tests.consultations.test_turns import Beside
from tests.factories.consultations import Cast
from tests.requests.api_doors import system_of

pytestmark = pytest.mark.django_db(transaction=True)
SAID = {"title": "Grants for late buses", "kind": "consultation"}


def beside(cast, press):
    """Press while somebody else has done the same and not committed yet."""
    with transaction.atomic():
        actions.create(by=cast.officer, department=cast.dcms, **SAID)
        pressed = Beside(press)
        assert pressed.waits()
    return pressed.result()


def test_the_second_press_gets_a_page_that_says_so(caplog):
    caplog.set_level(logging.INFO)
    cast = Cast()
    client = as_person(cast.officer)
    answer = beside(cast, lambda: client.post("/consultations/new/", {**SAID, "department": cast.dcms.pk}))
    assert answer.status_code == 409 and "same moment" in answer.content.decode()
    assert Consultation.objects.count() == 1
    assert "two did the same at once" in caplog.text and "late-buses" not in caplog.text


def test_the_second_call_of_a_system_is_a_409():
    cast = Cast()
    system = system_of(cast.dcms, "consultations:read", "consultations:write")
    said = SAID | {"department": cast.dcms.code}
    answer = beside(cast, lambda: system.send("/api/v1/consultations/", said))
    assert answer.status_code == 409 and answer.json()["code"] == "wrong-state"
