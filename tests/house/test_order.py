"""Foreign keys obey the order of the rooms as imports do: nothing below knows what is above it."""

import pytest
from django.apps import apps
from django.db import models

from tests.house.code import WINGS

pytestmark = pytest.mark.house

ORDER = (
    ("portal",),
    ("covenant",),
    ("engagement.submissions",),
    ("engagement.consultations.analysis",),
    (
        "engagement.requests",
        "engagement.consultations",
        "engagement.meetings",
        "engagement.challenges",
        "engagement.experiments",
        "engagement.practice",
    ),
    ("engagement.programmes",),
    ("secondments", "satellite_account"),
    ("foundation.webhooks", "foundation.documents"),
    ("foundation.directory",),
    ("foundation.notifications",),
    ("foundation.accounts",),
    ("foundation.audit",),
    ("foundation.common",),
)
SIBLING_WINGS = {"engagement", "secondments", "satellite_account"}
DEPTH = {room: depth for depth, rooms in enumerate(ORDER) for room in rooms}


def our_models() -> list[type[models.Model]]:
    return [model for model in apps.get_models(include_auto_created=True) if wing(room(model)) in WINGS]


def room(model: type[models.Model]) -> str:
    return model._meta.app_config.name


def wing(name: str) -> str:
    return name.partition(".")[0]


def may_point(lower: str, upper: str) -> bool:
    """Whether a model of `upper` may refer to one of `lower`."""
    if upper == lower:
        return True
    if wing(upper) != wing(lower) and {wing(upper), wing(lower)} <= SIBLING_WINGS:
        return False
    return DEPTH[upper] < DEPTH[lower]


def test_every_room_has_a_place_in_the_order():
    ours = {config.name for config in apps.get_app_configs() if wing(config.name) in WINGS}
    assert ours - set(DEPTH) == set()


def test_relations_point_downwards():
    upwards = []
    for model in our_models():
        for field in model._meta.get_fields():
            if not field.is_relation or field.auto_created or field.related_model is None:
                continue
            target = field.related_model
            if wing(room(target)) in WINGS and not may_point(room(target), room(model)):
                upwards.append(f"{model._meta.label}.{field.name} → {target._meta.label}")
    assert upwards == []


def test_the_order_is_understood():
    assert may_point("foundation.accounts", "engagement.requests")
    assert not may_point("engagement.requests", "foundation.accounts")
    assert not may_point("engagement.requests", "engagement.meetings")
    assert not may_point("secondments", "engagement.requests")
