"""What the checks read, made from a run's tables and inputs. A frame that cannot be made is left out: its checks
then say what they lack instead of passing."""

import math
from collections.abc import Callable
from functools import reduce

import pandas as pd

from satellite_account.engine.inputs import Stored, earlier_cells
from satellite_account.engine.reasons import reasons_of
from satellite_account.methods.checks.linked import PLACE, equations, figure_names
from satellite_account.methods.checks.products import with_products
from satellite_account.methods.codes import LEAVES, SNA
from satellite_account.methods.tables.people import SURVEY
from satellite_account.models import Figure, Joined, Run

Tables = dict[str, pd.DataFrame]
TOTAL = "_T"
# With no rows these hold all the same: nothing is revised, nothing is confidential.
MAY_BE_EMPTY = {"vintages", "relations"}
# Accounts are kept in pounds and pence: of eleven terms each may be half a penny off.
TOLERANCES = {"4": 0.02}
DIMENSIONS = ("SECTOR", "ACTIVITY", "REGION", "SIZE", "LEGAL_FORM", "COUNTERPART", "PRODUCT", "BREAKDOWN")
PLACES = ("TABLE", "TIME_PERIOD", "STO", *DIMENSIONS, "BASIS", "PRICES")


def frames(tables: Tables, source: Stored) -> Tables:
    """By the names that the checks know them by."""
    made = {name: maker(tables, source) for name, maker in MAKERS.items()}
    return {
        name: frame
        for name, frame in made.items()
        if frame is not None and (len(frame) or name in MAY_BE_EMPTY)
    }


def whole(cells: pd.DataFrame, **wanted: str) -> pd.DataFrame:
    """Cells of the totals of every dimension but those that are asked for."""
    asked = {name: wanted.get(name, TOTAL) for name in DIMENSIONS} | {
        name: value for name, value in wanted.items() if name not in DIMENSIONS
    }
    marks = [cells[name] == value for name, value in asked.items() if value != "*"]
    return cells[reduce(lambda one, other: one & other, marks)]


def cells(tables: Tables, source: Stored) -> pd.DataFrame | None:
    """Without what a labour force survey says: it is shown beside the estimates, as far as it goes."""
    held = pd.concat(
        [table for name, table in tables.items() if name not in {"T16", "T17"}], ignore_index=True
    )
    return held[~held["BREAKDOWN"].astype(str).str.startswith(SURVEY)]


def account(tables: Tables, source: Stored) -> pd.DataFrame | None:
    """The sequence by year and sector, one column a code."""
    held = tables["T3"]
    held = held[held["STO"].isin(SNA) & (held["BASIS"] == "NA")]
    return held.pivot_table(
        index=["TIME_PERIOD", "SECTOR"], columns="STO", values="OBS_VALUE", aggfunc="first"
    )


def activities(tables: Tables, source: Stored) -> pd.DataFrame | None:
    """P.1, B.1g and D.1 of each sector and year."""
    held = tables["T2"]
    held = held[held["STO"].isin(["P.1", "B.1g", "D.1"])]
    wide = held.pivot_table(
        index=["TIME_PERIOD", "SECTOR"], columns="STO", values="OBS_VALUE", aggfunc="first"
    )
    return wide[wide["P.1"] > 0]


def bases(tables: Tables, source: Stored) -> pd.DataFrame | None:
    """Value added of the sections and of all, on each basis; volunteer work is not known by group."""
    held = whole(tables["T4"], ACTIVITY="*")
    held = held[held["ACTIVITY"].str.len() < 3]
    held = held[held["STO"] == "B.1g"].set_index(["TIME_PERIOD", "ACTIVITY", "BASIS"])["OBS_VALUE"]
    return held.rename("B.1g").to_frame()


def additions(tables: Tables, source: Stored) -> pd.DataFrame | None:
    """NMO and V by year and activity. NMO of a section stands in no other table: there the difference alone is held."""
    held = bases(tables, source)
    if held is None:
        return None
    wide = held["B.1g"].unstack("BASIS")
    volunteers = tables["T9"]
    value = whole(volunteers[volunteers["STO"] == "V"], ACTIVITY="*")
    v = value.set_index(["TIME_PERIOD", "ACTIVITY"])["OBS_VALUE"].reindex(wide.index)
    steps = tables["T15"]
    nmo = steps[steps["BREAKDOWN"] == "NMO"].set_index("TIME_PERIOD")["OBS_VALUE"]
    years = wide.index.get_level_values("TIME_PERIOD")
    total = pd.Series(nmo.reindex(years).to_numpy(), index=wide.index)
    sections = wide.index.get_level_values("ACTIVITY") != TOTAL
    return pd.DataFrame({"NMO": total.where(~sections, wide["NA+NMO"] - wide["NA"]), "V": v}).dropna()


def units(tables: Tables, source: Stored) -> pd.DataFrame | None:
    """Each account that was used, prepared or as keyed, with what it makes, pays and consumes; market or not as the
    population says."""
    flags = source.population[["year", "unit_id", "market"]]
    held = source.answered().merge(flags, on=["year", "unit_id"]).set_index(["year", "unit_id"])
    given = held.select_dtypes("number").reindex(columns=list(LEAVES)).fillna(0.0)
    made = given.assign(market=held["market"], **{"P.1": given[["P.11", "P.12", "P.13"]].sum(axis=1)})
    return made.assign(**{"D.1": given["D.11"] + given["D.12"]})


def parts(tables: Tables, source: Stored) -> pd.DataFrame | None:
    """Value added of each section within that of all."""
    held = whole(tables["T4"], ACTIVITY="*", BASIS="NA")
    wide = held[held["STO"] == "B.1g"].set_index(["TIME_PERIOD", "ACTIVITY"])["OBS_VALUE"]
    years = wide.index.get_level_values("TIME_PERIOD")
    total = wide.xs(TOTAL, level="ACTIVITY")
    return pd.DataFrame({"part": wide, "parent": total.reindex(years).to_numpy()})


def wages(tables: Tables, source: Stored) -> pd.DataFrame | None:
    """The wage in use against the legal minimum and the median of its year."""
    held = source.wages.pivot_table(index=["year", "role"], columns="variant", values="wage", aggfunc="first")
    variant = source.run.parameters.get("wage_variant", "occupation_median")
    if not {variant, "minimum", "median"} <= set(held.columns):
        return None
    return pd.DataFrame({"wage": held[variant], "minimum": held["minimum"], "median": held["median"]})


def volunteering(tables: Tables, source: Stored) -> pd.DataFrame | None:
    return source.volunteering.groupby(["year", "activity", "kind"])[["hours", "volunteers"]].sum()


def fte(tables: Tables, source: Stored) -> pd.DataFrame | None:
    """Volunteers' full-time equivalents times hours of a full-time year give the hours."""
    from satellite_account.methods.accounts.volunteers import FULL_TIME_HOURS

    held = whole(tables["T9"])
    wide = held.pivot_table(index="TIME_PERIOD", columns="STO", values="OBS_VALUE", aggfunc="first")
    if not {"VOL_FTE", "VOL_H"} <= set(wide.columns):
        return None
    full = float(source.run.parameters.get("full_time_hours") or FULL_TIME_HOURS)
    return pd.DataFrame({"fte": wide["VOL_FTE"], "full_time_hours": full, "hours": wide["VOL_H"] * 1e6})


def growth(tables: Tables, source: Stored) -> pd.DataFrame | None:
    """Value added of each section, year on year."""
    held = whole(tables["T4"], ACTIVITY="*", BASIS="NA")
    wide = (
        held[held["STO"] == "B.1g"]
        .pivot(index="TIME_PERIOD", columns="ACTIVITY", values="OBS_VALUE")
        .sort_index()
    )
    both = pd.DataFrame({"previous": wide.shift().stack(), "current": wide.stack()})
    return both.dropna()


def annual(tables: Tables, source: Stored) -> pd.DataFrame | None:
    """What the quarters must add up to: a column for each measure, sector and price basis of T19."""
    wanted = {column for column in _quarterly(tables).columns if column not in QUARTER}
    found: dict[str, pd.Series[float]] = {}
    for name, prices in (("T2", "V"), ("T5", "L")):
        held = whole(tables[name], SECTOR="*", STO="*", PRICES=prices)
        names = held["STO"] + " " + held["SECTOR"] + " " + held["PRICES"]
        found |= {
            column: part.set_index("TIME_PERIOD")["OBS_VALUE"]
            for column, part in held.groupby(names)
            if column in wanted
        }
    return pd.DataFrame(found)


def quarters(tables: Tables, source: Stored) -> pd.DataFrame | None:
    """The levels of T19, one column a series, with the year that each quarter belongs to."""
    return _quarterly(tables)


QUARTER = ("year", "TIME_PERIOD")


def _quarterly(tables: Tables) -> pd.DataFrame:
    held = whole(tables["T19"], SECTOR="*", PRICES="*")
    held = held.assign(series=held["STO"] + " " + held["SECTOR"] + " " + held["PRICES"])
    wide = held.pivot(index="TIME_PERIOD", columns="series", values="OBS_VALUE").reset_index()
    return wide.assign(year=wide["TIME_PERIOD"].astype(str).str[:4].astype(int))


def volumes(tables: Tables, source: Stored) -> pd.DataFrame | None:
    held = whole(tables["T5"], ACTIVITY="*", PRICES="L")
    cvm = held.set_index(["TIME_PERIOD", "ACTIVITY"])["OBS_VALUE"]
    prices = tables["T5"]
    deflator = prices[prices["BREAKDOWN"] == "implied deflator"].set_index(["TIME_PERIOD", "ACTIVITY"])[
        "OBS_VALUE"
    ]
    current = whole(tables["T4"], ACTIVITY="*", BASIS="NA").set_index(["TIME_PERIOD", "ACTIVITY"])[
        "OBS_VALUE"
    ]
    return pd.DataFrame({"cp": current, "cvm": cvm, "deflator": deflator}).dropna()


def scope(tables: Tables, source: Stored) -> pd.DataFrame | None:
    """Income of the population by year, and whether its activity is known."""
    held = source.population
    placed = held["activity"].astype(str).str.slice(0, 1).isin(list("ABCDEFGHIJK"))
    if "icnpo" in held:
        placed |= held["icnpo"].fillna("") != ""
    return pd.DataFrame({"year": held["year"], "income": held["income"].astype(float), "placed": placed})


def register(tables: Tables, source: Stored) -> pd.DataFrame | None:
    """Each unit of a year once; where a population was built, those that stand in two registers as well."""
    if source.run.frame_id:
        joined = Joined.objects.filter(frame=source.run.frame_id).values_list("counted_as", flat=True)
        heads = sorted(set(joined))
        counted = source.population[source.population["year"] == source.years[-1]]["unit_id"].value_counts()
        return pd.DataFrame({"entity": heads, "counts": counted.reindex(heads).fillna(0).to_numpy()})
    held = source.population
    keys = held["year"].astype(str) + " " + held["unit_id"].astype(str)
    return pd.DataFrame({"entity": keys, "counts": 1.0})


def bridge(tables: Tables, source: Stored) -> pd.DataFrame | None:
    return tables["T15"].pivot(index="BREAKDOWN", columns="TIME_PERIOD", values="OBS_VALUE")


def published(tables: Tables, source: Stored) -> pd.DataFrame | None:
    return source.published


def vintages(tables: Tables, source: Stored) -> pd.DataFrame | None:
    """Cells of T1 and T4 against the vintage before: the run that the recipe names, else the last one of the method.
    The reason of each is the recipe's: its own, or that of all. The first vintage revises nothing, and has no rows."""
    keys = ["TABLE", "TIME_PERIOD", "STO", "ACTIVITY", "BREAKDOWN", "BASIS"]
    last = previous(source.run)
    earlier = source.earlier if source.earlier is not None or last is None else earlier_cells(last.ref)
    if earlier is None:
        return pd.DataFrame({"earlier": [], "later": [], "reason": []}, dtype=float)
    now = pd.concat([tables["T1"], tables["T4"]]).set_index(keys)["OBS_VALUE"]
    both = pd.DataFrame({"earlier": earlier.set_index(keys)["OBS_VALUE"], "later": now}).dropna()
    return both.assign(reason=reasons_of(both.index, source.run.parameters))


def previous(run: Run) -> Run | None:
    """The last finished run of the method before this one; invented runs among themselves."""
    done = Run.objects.finished().filter(method=run.method, is_invented=run.is_invented, pk__lt=run.pk)
    return done.order_by("-pk").first()


def relations(tables: Tables, source: Stored) -> pd.DataFrame | None:
    """Everything that adds up, in all tables and between them, and products one factor of which is known."""
    held = _linked(tables)
    published = set(figure_names(held[held["CONF_STATUS"] == "F"]))
    return with_products(equations(held, source.walks), held, published)


def figures(tables: Tables, source: Stored) -> pd.DataFrame | None:
    """Of each figure, whether this run or a vintage before it publishes it, and whether it is confidential."""
    held = _linked(tables)
    marks = pd.DataFrame(
        {
            "published": (held["CONF_STATUS"] == "F").to_numpy(),
            "secret": (held["CONF_STATUS"] == "C").to_numpy(),
        },
        index=figure_names(held),
    )
    found = marks.groupby(level=0).max()
    found = found.assign(published=found["published"] | _published_before(held, source))
    unprinted = set(equations(held, source.walks)["figure"]) - set(found.index)
    return found.reindex([*found.index, *sorted(unprinted)], fill_value=False)


def _linked(tables: Tables) -> pd.DataFrame:
    return pd.concat([table for name, table in tables.items() if name != "T16"], ignore_index=True)


def _published_before(held: pd.DataFrame, source: Stored) -> "pd.Series[bool]":
    """Figures that are hidden now and stood free, with the same value, in a vintage that this one goes back to."""
    closed = held[held["CONF_STATUS"].isin(["C", "D"])]
    keys = closed[list(PLACE)].astype(str).agg("|".join, axis=1)
    value = pd.Series(closed["OBS_VALUE"].to_numpy(), index=keys).groupby(level=0).first()
    name = pd.Series(figure_names(closed).to_numpy(), index=keys).groupby(level=0).first()
    before = Figure.objects.filter(
        table__run__ref__in=vintages_before(source.run), conf_status="F", key__in=list(value.index)
    )
    known = {
        name[key]
        for key, found in before.values_list("key", "value")
        if found is not None and math.isclose(found, value[key], rel_tol=1e-9)
    }
    names = figure_names(held).drop_duplicates()
    return pd.Series(names.isin(known).to_numpy(), index=names)


def vintages_before(run: Run) -> list[str]:
    """References of the runs that this one revises, the nearest first."""
    found: list[str] = []
    ref = run.parameters.get("earlier")
    while ref and ref not in found:
        found.append(ref)
        ref = Run.objects.filter(ref=ref).values_list("parameters__earlier", flat=True).first()
    return found


def metadata(tables: Tables, source: Stored) -> pd.DataFrame | None:
    """Unit, source and method are the run's own; who leads and when the next release is, its parameters say."""
    said = source.run.parameters
    whom = {
        "lead_statistician": said.get("lead_statistician", ""),
        "next_release": said.get("next_release", ""),
    }
    rows = {
        name: {"unit": "; ".join(sorted(set(table["UNIT_MEASURE"]))), "method": source.run.method} | whom
        for name, table in tables.items()
        if len(table)
    }
    from satellite_account.engine.recipes import roles

    named = {name: row | {"source": ", ".join(roles(name))} for name, row in rows.items()}
    return pd.DataFrame.from_dict(named, orient="index")


MAKERS: dict[str, Callable[[Tables, Stored], pd.DataFrame | None]] = {
    made.__name__: made
    for made in (
        *(
            cells,
            account,
            activities,
            bases,
            additions,
            units,
            parts,
            wages,
            volunteering,
            fte,
            growth,
            volumes,
        ),
        *(scope, register, bridge, published, vintages, metadata),
        *(quarters, annual, relations, figures),
    )
}
