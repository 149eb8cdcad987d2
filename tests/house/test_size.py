"""Files and functions stay short enough to be read in one look."""

from statistics import median

import pytest

from tests.house.code import PACKAGES, share, sources

pytestmark = pytest.mark.house


def test_no_file_is_longer_than_500_lines():
    too_long = [(source.name, source.length) for source in sources(*PACKAGES, "tests") if source.length > 500]
    assert too_long == []


def test_nearly_all_files_have_at_most_400_lines():
    assert share([source.length for source in sources(*PACKAGES)], 0.95) <= 400


def test_half_of_the_files_have_at_most_80_lines():
    assert median(source.length for source in sources(*PACKAGES)) <= 80


def test_no_function_is_longer_than_50_lines():
    functions = [found for source in sources(*PACKAGES) for found in source.functions()]
    assert [(name, lines) for name, lines in functions if lines > 50] == []


def test_nearly_all_functions_have_at_most_35_lines_and_half_of_them_8():
    lengths = [lines for source in sources(*PACKAGES) for _, lines in source.functions()]
    assert share(lengths, 0.95) <= 35
    assert median(lengths) <= 8
