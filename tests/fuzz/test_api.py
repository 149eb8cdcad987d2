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

pytestmark = [pytest.mark.fuzz, pytest.mark.timeout(0)]

EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "10"))
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


SLUG_PATTERN = "[-a-z0-9]{1,120}"


def usually_real(made_up, known, pattern=REFERENCE_PATTERN):
    """Three times in four a row that exists; the same one for the same example."""
    number = crc32(repr(made_up).encode("utf-8", "replace"))
    if number % 4 == 0 or not re.fullmatch(pattern, str(made_up)):
        return made_up
    return known[number // 4 % len(known)]


def make_real(case, stage):
    """Put rows that exist in place of most that were made up, whichever noun the path is of."""
    said = case.path_parameters or {}
    if "ref" in said:
        said["ref"] = usually_real(said["ref"], stage.refs)
    known = stage.slugs.get(case.path.removeprefix("/api/v1").strip("/").split("/")[0])
    if "slug" in said and known:
        said["slug"] = usually_real(said["slug"], known, SLUG_PATTERN)


# Those of secondments are tried on placements of their own: test_secondments.py.
SECONDMENTS = (
    r"^/api/v1/(secondments|secondment-opportunities|secondment-quarters|secondment-years|recusals)/"
)


@settings(CALM, max_examples=EXAMPLES)
def keeps_to_its_description(case, stage):
    make_real(case, stage)
    case.call_and_validate(headers={"Authorization": stage.token}, excluded_checks=REFUSED_THOUGH_WELL_FORMED)


def test_every_operation_keeps_to_its_description(stage, description, on_each):
    on_each(description.exclude(path_regex=SECONDMENTS), keeps_to_its_description, stage=stage)


def test_whatever_follows_from_whatever_keeps_to_it_too(stage, description):
    """Reads and verbs in chains: what an answer leads to is asked next, as far as a request can be brought."""

    class Chain(description.as_state_machine()):
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


def test_each_kind_of_row_of_the_stage_is_met(stage, description):
    """Where the paths name rows of consultations, the stage has some to put there."""
    nouns = {path.split("/")[3] for path in description.raw_schema["paths"] if "{slug}" in path}
    assert nouns == set(stage.slugs)
