"""Shares in a total that is estimated itself."""

import numpy as np
import pytest

from satellite_account.methods import Settings, economy
from satellite_account.methods.tables.book import Sampled, year_book
from satellite_account.methods.tables.build import context_of
from satellite_account.methods.tables.classes import members
from satellite_account.methods.tables.production import activities


def test_a_share_has_the_error_of_the_ratio_and_the_total_has_none():
    source = economy(units=1_500, years=1)
    year = source.years[0]
    returns = source.returns(year)
    context = context_of(source, [year_book(returns, year)], Settings())
    cells = activities(context)
    of_total = cells[(cells["BREAKDOWN"] == "% of total") & (cells["BASIS"] == "NA")].set_index("ACTIVITY")
    assert of_total.at["_T", "OBS_VALUE"] == 100 and of_total.at["_T", "SE"] == 0
    assert of_total.at["_T", "UPPER"] == 100

    sampled = Sampled.of(returns, year, None, source.walks)
    mine = members(returns, "ACTIVITY", sampled.walks).among(sampled.answered)
    every = members(returns, "_T", sampled.walks).among(sampled.answered)
    answers = sampled.y["B.1g"].to_numpy()
    y = every.spread(answers, 0, len(answers))
    for label in ("B", "D"):
        part = mine.spread(y, list(mine.labels).index(label), len(y))
        total, share = sampled.held.weights @ y, sampled.held.weights @ part / (sampled.held.weights @ y)
        variance = sampled.held.totals((part - share * y)[:, None])[1][0]
        assert of_total.at[label, "SE"] == pytest.approx(100 * np.sqrt(variance) / total, rel=1e-6)
    with_v = cells[(cells["BREAKDOWN"] == "% of total") & (cells["BASIS"] == "NA+NMO+V")]
    assert with_v["SE"].notna().all() and (with_v[with_v["ACTIVITY"] != "_T"]["SE"] > 0).all()
