"""T16: revisions against the earlier vintage, each with the sampling error of the change."""

import numpy as np
import pandas as pd

from satellite_account.methods.estimation.overlap import change_variance
from satellite_account.methods.frames import Array
from satellite_account.methods.tables.book import Sampled
from satellite_account.methods.tables.cells import DIMENSIONS, cells, empty
from satellite_account.methods.tables.classes import members
from satellite_account.methods.tables.context import Context
from satellite_account.methods.tables.settings import Before
from satellite_account.methods.vintages import revision_statistics, revisions

KEY = ["TABLE", "TIME_PERIOD", "STO", *DIMENSIONS, "BASIS", "PRICES"]
# A revision is as reliable and as confidential as the figure: near nought its own CV says nothing.
MARKS = ["OBS_STATUS", "CONF_STATUS"]
HIDDEN, REVISION = ("C", "D"), "revision of "
CELL = ["TIME_PERIOD", "STO", "ACTIVITY", "BASIS"]
# Book variables of each class that T1 and T4 print, with the measure and the basis that they stand under.
PRINTED = {
    "P.1": ("P.1", "NA"), "B.1g": ("B.1g", "NA"), "D.1": ("D.1", "NA"), "P.1+NMO": ("P.1", "NA+NMO"),
    "B.1g+NMO": ("B.1g", "NA+NMO"),
}  # fmt: skip
WITH_WORK = {"P.1": "P.1+NMO", "B.1g": "B.1g+NMO", "D.1": "D.1"}
ROW = ["year", "activity", "role", "frequency", "region"]


def revision_table(context: Context, now: pd.DataFrame) -> pd.DataFrame:
    """T16: revisions of the cells of T1 and T4 in £ million against the earlier vintage, and their statistics by
    measure. The error of a revision is that of the change between two samples that overlap; the error of a mean
    revision comes from the spread of the revisions themselves, and t is known."""
    earlier = context.source.earlier
    if earlier is None:
        return empty("T16")
    kept = [frame[frame["UNIT_MEASURE"] == "GBP"].set_index(KEY) for frame in (earlier, now)]
    found = revisions(*(frame["OBS_VALUE"] for frame in kept)).reset_index()
    errors = _bound(*kept) if context.source.before is None else _errors(context, context.source.before)
    where = pd.MultiIndex.from_frame(found[CELL if context.source.before else KEY])
    cell = {name: found[name] for name in ("ACTIVITY", "BASIS")}
    detail = cells(
        "T16",
        year=found["TIME_PERIOD"],
        sto=found["STO"],
        value=1e6 * found["revision"],
        SE=errors.reindex(where).to_numpy(float),
        BREAKDOWN=REVISION + found["TABLE"],
        **cell,
    )
    place = pd.MultiIndex.from_frame(found[KEY])
    detail = detail.assign(**{name: kept[1][name].reindex(place).to_numpy() for name in MARKS})
    if "CONF_STATUS" in kept[0]:
        before = kept[0]["CONF_STATUS"].reindex(place).isin(HIDDEN).to_numpy()
        detail["CONF_STATUS"] = detail["CONF_STATUS"].mask(before, "D")
    parts = [detail]
    parts += [
        _statistics(sto, basis, group)
        for (sto, basis), group in found.groupby(["STO", "BASIS"])
        if len(group) > 1
    ]
    return pd.concat(parts, ignore_index=True)


def restated(table: pd.DataFrame) -> pd.DataFrame:
    """The statistics over the revisions that are published: a mean over all would give away one that is hidden."""
    single = table["BREAKDOWN"].astype(str).str.startswith(REVISION)
    hidden = single & table["CONF_STATUS"].isin(HIDDEN)
    if not hidden.any():
        return table
    again = {(sto, basis) for sto, basis in zip(table["STO"][hidden], table["BASIS"][hidden], strict=True)}
    mine = pd.Series([key in again for key in zip(table["STO"], table["BASIS"], strict=True)], table.index)
    parts = [table[single | ~mine]]
    for (sto, basis), group in table[mine & single & ~hidden].groupby(["STO", "BASIS"]):
        if len(group) > 1:
            made = _statistics(sto, basis, group.rename(columns={"OBS_VALUE": "revision"}))
            parts.append(made.assign(**{name: table[name].iloc[0] for name in ("METHOD", "VINTAGE")}))
    return pd.concat(parts, ignore_index=True)


def _statistics(sto: str, basis: str, group: pd.DataFrame) -> pd.DataFrame:
    figures = revision_statistics(group["revision"])
    r = group["revision"].dropna().to_numpy(float)
    spread = [float(part.std(ddof=1)) / np.sqrt(len(r)) for part in (r, np.abs(r), np.square(r))]
    value = figures[["MR", "MAR", "MSR", "t"]].astype(float)
    held = cells(
        "T16",
        year=f"{group['TIME_PERIOD'].min()}-{group['TIME_PERIOD'].max()}",
        sto=sto,
        value=value.to_numpy(),
        unit="RATIO",
        SE=[*spread, 0.0],
        df=len(r) - 1,
        BASIS=basis,
        BREAKDOWN=value.index,
    )
    return held.assign(CONF_STATUS="F", OBS_STATUS=np.where(held["SE"] > 0, "E", "A"))


def _bound(earlier: pd.DataFrame, now: pd.DataFrame) -> "pd.Series[float]":
    """Without the earlier sample: as if the two had nothing in common, which is no less than the error."""
    if "SE" not in earlier:
        return pd.Series(dtype=float, index=pd.MultiIndex.from_frame(now.reset_index()[KEY][:0]))
    return pd.Series(1e6 * np.hypot(earlier["SE"].reindex(now.index), now["SE"]), index=now.index)


def _errors(context: Context, before: Before) -> "pd.Series[float]":
    """Standard errors in pounds by CELL."""
    work = _work_errors(context, before)
    parts = []
    for year in context.years:
        if year in before.source.years:
            parts.append(_of_year(context, before, year, work))
    if not parts:
        return pd.Series(dtype=float, index=pd.MultiIndex.from_tuples([], names=CELL))
    return pd.concat(parts)


def _of_year(context: Context, before: Before, year: int, work: "pd.Series[float]") -> "pd.Series[float]":
    source, settings = context.source, context.settings
    if source.sample_key == before.source.sample_key and settings.bounds == before.settings.bounds:
        plain = _nothing(context, year)
    else:
        new = Sampled.of(source.returns(year), year, settings.bounds, source.walks)
        old = Sampled.of(before.source.returns(year), year, before.settings.bounds, before.source.walks)
        plain = _sampling(new, old)
    found = {(year, *PRINTED[name], label): se for (label, name), se in plain.items()}
    for (label, name), se in plain.items():
        for sto, of in WITH_WORK.items():
            if of == name:
                found[(year, sto, "NA+NMO+V", label)] = float(np.hypot(se, work.get((year, label), 0.0)))
    found[(year, "V", "NA+NMO+V", "_T")] = float(work.get((year, "_T"), np.nan))
    index = pd.MultiIndex.from_tuples([(y, sto, label, basis) for y, sto, basis, label in found], names=CELL)
    return pd.Series(list(found.values()), index=index)


def _nothing(context: Context, year: int) -> dict[tuple[str, str], float]:
    """The same sample under the same weights: what moved is no matter of sampling."""
    book = context.book[
        (context.book["year"] == year) & context.book["class"].isin(["_T", "ACTIVITY", "GROUP"])
    ]
    return {(label, name): 0.0 for label in book["label"].unique() for name in _names(label)}


def _names(label: str) -> list[str]:
    return list(PRINTED) if label == "_T" else ["B.1g", "B.1g+NMO"]


def _sampling(new: Sampled, old: Sampled) -> dict[tuple[str, str], float]:
    z, z_old = _linearised(new), _linearised(old)
    keys = [key for key in z if key in z_old]
    variance = change_variance(
        new.held.design, _stacked(z, keys), _units(new), old.held.design, _stacked(z_old, keys), _units(old)
    )
    return dict(zip(keys, np.sqrt(variance).tolist(), strict=True))


def _units(sampled: Sampled) -> Array:
    return sampled.returns.loc[sampled.answered, "unit_id"].to_numpy(object)


def _stacked(z: dict[tuple[str, str], Array], keys: list[tuple[str, str]]) -> Array:
    return np.stack([z[key] for key in keys], axis=1)


def _linearised(sampled: Sampled) -> dict[tuple[str, str], Array]:
    """The linearised values of every cell, by label and variable."""
    size = int(sampled.answered.sum())
    found: dict[tuple[str, str], Array] = {}
    for name in ("_T", "ACTIVITY", "GROUP"):
        held = members(sampled.returns, name, sampled.walks).among(sampled.answered)
        for at, label in enumerate(held.labels):
            for variable in _names(label):
                found[(label, variable)] = held.spread(sampled.y[variable].to_numpy(float), at, size)
    z = sampled.held.linearised(np.stack(list(found.values()), axis=1))
    return {key: z[:, at] for at, key in enumerate(found)}


def _work_errors(context: Context, before: Before) -> "pd.Series[float]":
    """Errors of revisions of V by year and activity (and `_T`). Hours that both vintages took from the same survey
    moved by their wage alone; otherwise the two surveys are independent."""
    earlier = Context(before.source, before.settings, context.book)
    both = context.priced_hours(ROW).merge(
        earlier.priced_hours(ROW), on=ROW, how="outer", suffixes=("", "_old")
    )
    both = both.fillna(0.0)
    same = (both["hours"] == both["hours_old"]) & (both["hours_se"] == both["hours_se_old"])
    apart = np.square(both["price"] * both["hours_se"]) + np.square(both["price_old"] * both["hours_se_old"])
    moved = np.square((both["price"] - both["price_old"]) * both["hours_se"])
    both["variance"] = np.where(same, moved, apart)
    whole = both.groupby("year")["variance"].sum()
    whole.index = pd.MultiIndex.from_product([whole.index, ["_T"]])
    parts = both.groupby(["year", "activity"], observed=True)["variance"].sum()
    return np.sqrt(pd.concat([whole, parts]))
