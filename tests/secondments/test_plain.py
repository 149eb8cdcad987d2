"""Everything that is stored comes back as it was, and nothing heavy is loaded before it is needed."""

import json
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings

from secondments.costs import Costing, calculate
from secondments.costs.terms import Terms as CostTerms
from secondments.matching import ENGLISH, FOR_PERSON, GROUNDS, PERSON_GROUNDS, Market, Settings
from secondments.matching.result import Match
from secondments.matching.run import match
from secondments.papers.terms import Terms
from secondments.plain import plain, restored
from secondments.wording import PLACE, Reason
from tests.secondments.costs.test_calculate import any_terms
from tests.secondments.matching.markets import all_settings, candidate, market, markets, post, settings
from tests.secondments.papers.terms import BASE

LIGHT = [
    "secondments.matching", "secondments.matching.blind", "secondments.matching.hard", "secondments.matching.soft",
    "secondments.costs", "secondments.papers.changes", "secondments.papers.pdf", "secondments.papers.docx",
    "secondments.figures.quarterly", "secondments.figures.flows", "secondments.plain", "secondments.skills.load",
]  # fmt: skip
HEAVY = ["numpy", "scipy", "pandas", "docx", "typst", "openpyxl", "lxml"]


def there_and_back(kind: type, value: object) -> None:
    assert restored(kind, json.loads(json.dumps(plain(value)))) == value


@given(markets(hard=True), all_settings())
@hypothesis_settings(max_examples=20, deadline=None)
def test_markets_and_settings_come_back(drawn, run):
    there_and_back(Market, drawn)
    there_and_back(Settings, run)


@given(any_terms)
@hypothesis_settings(max_examples=20, deadline=None)
def test_costings_come_back(terms):
    there_and_back(CostTerms, terms)
    there_and_back(Costing, calculate(terms))


def test_terms_matches_and_reasons_come_back():
    there_and_back(Terms, BASE)
    result = match(market([candidate("a")], [post()]), settings())
    there_and_back(Match, result.matches[0])
    there_and_back(tuple[Reason, ...], result.why("a", "p1"))


def test_unknown_fields_are_refused():
    with pytest.raises(TypeError):
        restored(Terms, plain(BASE) | {"more": 1})


@pytest.mark.parametrize("module", LIGHT)
def test_pages_can_use_it_without_loading_what_is_heavy(module):
    code = f"import sys, {module}; print([name for name in {HEAVY} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_words_for_the_person_cover_every_reason():
    assert FOR_PERSON.keys() == ENGLISH.keys()
    assert PERSON_GROUNDS.keys() == GROUNDS.keys()
    for code, text in FOR_PERSON.items():
        assert set(PLACE.findall(text)) <= set(PLACE.findall(ENGLISH[code]))
        assert "last" not in PLACE.findall(text)  # what others had is not theirs to know
