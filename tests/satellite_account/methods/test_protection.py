"""Figures on few returns are confidential, and nothing that is published gives them away."""

import pandas as pd
import pytest

from satellite_account.methods import CHECKS, Settings, build_tables, derivable, economy
from satellite_account.methods.checks.linked import equations, figure_names
from satellite_account.methods.checks.products import with_products
from satellite_account.methods.tables.cells import cells
from satellite_account.methods.tables.protection import protected


def table(values: dict[str, tuple[float, float]], name: str = "T4", **columns: object) -> pd.DataFrame:
    """One year of B.1g by activity: {code: (value in millions, returns)}."""
    held = cells(
        name, year=2023, sto="B.1g", value=[1e6 * value for value, _ in values.values()],
        N=[n for _, n in values.values()], ACTIVITY=list(values), **columns,
    )  # fmt: skip
    return held.assign(METHOD="do_now", VINTAGE="1")


def marks(tables: dict[str, pd.DataFrame], name: str = "T4") -> dict[str, str]:
    return dict(zip(tables[name]["ACTIVITY"], tables[name]["CONF_STATUS"], strict=True))


def secrets_known(tables: dict[str, pd.DataFrame]) -> list[str]:
    held = pd.concat(tables.values(), ignore_index=True)
    names = figure_names(held)
    figures = pd.DataFrame(
        {"published": (held["CONF_STATUS"] == "F").to_numpy(), "secret": (held["CONF_STATUS"] == "C").to_numpy()},
        index=names,
    ).groupby(level=0).max()  # fmt: skip
    sums = equations(held)
    relations = with_products(sums, held, set(figures.index[figures["published"]]))
    figures = figures.reindex(figures.index.union(pd.Index(relations["figure"].unique())), fill_value=False)
    found = CHECKS["16"].evaluate({"relations": relations, "figures": figures})
    return found.failures["where"].tolist()


AC26 = {"_T": (56_600.0, 90), "A": (47_600.0, 60), "B": (8_002.0, 28), "C": (998.0, 2)}


def test_ac26_998_is_not_derivable_from_what_is_published():
    plain = {"T4": table(AC26)}
    alone = {"T4": plain["T4"].assign(CONF_STATUS=["F", "F", "F", "C"])}
    assert secrets_known(alone) == [
        "2023 B.1g ACTIVITY=C BASIS=NA PRICES=V UNIT_MEASURE=GBP follows from published figures"
    ]
    held = protected(plain, 3)
    assert marks(held) == {"_T": "F", "A": "F", "B": "D", "C": "C"}
    assert secrets_known(held) == []
    published = [
        value
        for value, mark in zip(held["T4"]["OBS_VALUE"], held["T4"]["CONF_STATUS"], strict=True)
        if mark == "F"
    ]
    assert published == [56_600.0, 47_600.0]


def test_another_table_gives_nothing_away_either():
    """The same figures stand in T17: what is hidden in one is hidden in the other."""
    held = protected({"T4": table(AC26), "T17": table(AC26, "T17")}, 3)
    assert marks(held) == marks(held, "T17") and secrets_known(held) == []


def test_a_group_is_protected_within_its_section():
    groups = {
        "_T": (10.0, 50),
        "A": (6.0, 20),
        "B": (4.0, 30),
        "A10": (4.5, 17),
        "A20": (1.0, 1),
        "A30": (0.5, 9),
    }
    held = protected({"T4": table(groups)}, 3)
    assert marks(held) == {"_T": "F", "A": "F", "B": "F", "A10": "F", "A20": "C", "A30": "D"}
    assert secrets_known(held) == []


def test_nothing_is_hidden_without_need():
    safe = {"T4": table({"_T": (10.0, 50), "A": (6.0, 20), "B": (4.0, 30)})}
    assert protected(safe, 3)["T4"].equals(safe["T4"])
    assert protected({"T4": table(AC26)}, 0)["T4"]["CONF_STATUS"].eq("F").all()


def test_shares_of_what_is_hidden_are_hidden():
    share = table(AC26, unit="PERCENT", BREAKDOWN="% of total")
    held = protected({"T4": pd.concat([table(AC26), share], ignore_index=True)}, 3)
    wide = held["T4"].set_index(["BREAKDOWN", "ACTIVITY"])["CONF_STATUS"]
    assert wide[("% of total", "B")] == "D" and wide[("% of total", "C")] == "C"
    assert wide[("% of total", "A")] == "F"


@pytest.fixture(scope="module")
def tables() -> dict[str, pd.DataFrame]:
    return build_tables(economy(units=2_000, years=2))


def test_an_economy_with_lonely_returns_gives_none_of_them_away(tables):
    whole = pd.concat(tables.values(), ignore_index=True)
    assert (whole["CONF_STATUS"] == "C").sum() > 20 and (whole["CONF_STATUS"] == "D").any()
    assert (whole.loc[whole["CONF_STATUS"] == "C", "N"] < 3).all()
    assert secrets_known({name: table for name, table in tables.items() if name != "T16"}) == []


def test_without_the_second_marks_it_would(tables):
    bare = {
        name: table.assign(CONF_STATUS=table["CONF_STATUS"].replace("D", "F"))
        for name, table in tables.items()
        if name != "T16"
    }
    assert len(secrets_known(bare)) > 5


def test_a_product_is_seen_when_one_of_its_factors_is_published():
    """A volume alone says nothing of the value; with its deflator it says all, and check 16 names the section."""
    section = table(AC26, PRICES="L").iloc[[1, 3]]
    price = section.assign(UNIT_MEASURE="INDEX", PRICES="D", BREAKDOWN="implied deflator", OBS_VALUE=100.0)
    hidden = table(AC26).assign(CONF_STATUS=["F", "D", "F", "C"])
    told = {"T4": hidden, "T5": pd.concat([section, price], ignore_index=True)}
    assert any("ACTIVITY=C " in where for where in secrets_known(told))
    alone = told | {"T5": section}
    assert secrets_known(alone) == []


def test_what_the_registers_publish_is_not_hidden(tables):
    known = tables["T10"][tables["T10"]["STO"] == "UNITS"]
    assert set(known["CONF_STATUS"]) <= {"F", "N"}


def test_equations_hold_and_name_what_hangs_together(tables):
    held = pd.concat([table for name, table in tables.items() if name != "T16"], ignore_index=True)
    linked = equations(held)
    assert linked["figure"].str.contains(" NMO ").any(), "what no table prints is part of equations too"
    unprinted = linked.loc[linked["figure"].str.contains(" NMO "), "equation"]
    linked = linked[~linked["equation"].isin(unprinted)]
    value = pd.Series(held["OBS_VALUE"].to_numpy(), index=figure_names(held)).groupby(level=0).first()
    sums = (linked["coefficient"] * linked["figure"].map(value)).groupby(linked["equation"]).sum()
    scale = linked["figure"].map(value).abs().groupby(linked["equation"]).max()
    assert (sums.abs() <= 1e-6 * scale + 1e-9).all()
    kinds = {name.split(":")[0] for name in linked["equation"]}
    assert {
        "ACTIVITY",
        "REGION",
        "SIZE",
        "SECTOR",
        "LEGAL_FORM",
        "groups",
        "quarters",
        "sex",
        "employers",
        "volunteers",
        "institutions",
        "payers",
        "sources",
        "of which",
        "industries of S.15",
        "industry",
        "volume of the whole",
    } <= kinds
    assert any(name.startswith("B.1g = P.1 - P.2") for name in kinds)
    assert not derivable(linked, set(linked["figure"])).any()


def test_the_least_number_is_a_setting():
    held = build_tables(economy(units=1_500, years=1), Settings(least_returns=0))
    assert not pd.concat(held.values())["CONF_STATUS"].isin(["C", "D"]).any()
