"""Every operation of the API against its own description: no 5xx, no answer that it does not declare.

`FUZZ_EXAMPLES=10000 .venv/bin/pytest tests/fuzz` looks longer.
"""

import os
import re
from zlib import crc32

import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from foundation.common.references import REFERENCE_PATTERN
from portal.wsgi import application

pytestmark = [pytest.mark.fuzz, pytest.mark.timeout(0)]

EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "20"))
# A cursor, a code or a reference that was made up fits its pattern and is refused all the same.
REFUSED_THOUGH_WELL_FORMED = [schemathesis.checks.positive_data_acceptance]

CALM = settings(
    deadline=None,
    suppress_health_check=[
        HealthCheck.function_scoped_fixture,
        HealthCheck.too_slow,
        HealthCheck.filter_too_much,
    ],
)


def usually_real(made_up, there):
    """Three times in four what exists; the same one for the same example."""
    number = crc32(repr(made_up).encode("utf-8", "replace"))
    if number % 4 == 0 or not there or not re.fullmatch(f"{REFERENCE_PATTERN}|[-a-z0-9]+", str(made_up)):
        return made_up
    return there[number // 4 % len(there)]


schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)


@schema.parametrize()
@settings(CALM, max_examples=EXAMPLES)
def test_every_operation_keeps_to_its_description(case, stage):
    there = next((rows for part, rows in stage.known.items() if part in case.path), [])
    for name in {"ref", "slug"} & set(case.path_parameters or {}):
        case.path_parameters[name] = usually_real(case.path_parameters[name], there)
    case.call_and_validate(headers={"Authorization": stage.token}, excluded_checks=REFUSED_THOUGH_WELL_FORMED)


def test_whatever_follows_from_whatever_keeps_to_it_too(stage):
    """Reads and verbs in chains: what an answer leads to is asked next, as far as a request can be brought."""

    class Chain(schema.as_state_machine()):
        def get_call_kwargs(self, case):
            return {"headers": {"Authorization": stage.token}}

        def validate_response(self, response, case, **kwargs):
            case.validate_response(
                response,
                excluded_checks=REFUSED_THOUGH_WELL_FORMED,
                transport_kwargs=kwargs,
                recorder=self.recorder,
            )

    run_state_machine_as_test(Chain, settings=settings(CALM, max_examples=EXAMPLES, stateful_step_count=8))
