"""Somebody who works out what he can from the published cells: sums, and products as soon as one factor is known.

Written apart from the code under test: it knows the account from its definitions and reads cells alone.
"""

from collections.abc import Iterator
from itertools import product

import numpy as np
import pandas as pd

from satellite_account.methods.accounts.sequence import IDENTITIES
from satellite_account.methods.codes import SOURCES

DIMS = ("SECTOR", "ACTIVITY", "REGION", "SIZE", "LEGAL_FORM", "COUNTERPART", "PRODUCT", "BREAKDOWN")
PLAIN = {"BASIS": "NA", "PRICES": "V", "UNIT_MEASURE": "GBP"}
Figure = tuple[tuple[str, str], ...]
Term = tuple[float, tuple[Figure, ...]]


def figure(period: object, sto: str, **said: str) -> Figure:
    held = PLAIN | {"TIME_PERIOD": str(period), "STO": sto} | {k: v for k, v in said.items() if v != "_T"}
    return tuple(sorted(held.items()))


def _named(cells: pd.DataFrame) -> list[Figure]:
    columns = [*DIMS, *PLAIN]
    rows = zip(cells["TIME_PERIOD"], cells["STO"], cells[columns].astype(str).to_numpy(), strict=True)
    return [figure(year, sto, **dict(zip(columns, row, strict=True))) for year, sto, row in rows]


class Attacker:
    """`worked_out` has the value of every figure that follows from the published ones."""

    def __init__(self, tables: dict[str, pd.DataFrame], uk: pd.DataFrame) -> None:
        cells = pd.concat([table for name, table in tables.items() if name != "T16"], ignore_index=True)
        cells = cells[cells["OBS_VALUE"].notna()]
        named = list(zip(_named(cells), cells["OBS_VALUE"], cells["CONF_STATUS"], strict=True))
        self.truth = {name: float(value) for name, value, _ in named}
        self.known = {name: float(value) for name, value, mark in named if mark == "F"}
        self.secret = {name for name, _, mark in named if mark == "C"}
        self.printed = set(self.known)
        self.uk, self.cells = uk["GVA"], cells
        self.worked_out = self._work()

    def _work(self) -> dict[Figure, float]:
        relations = [terms for terms in self._relations() if self._holds(terms)]
        for _ in range(12):
            found = self._solved(relations)
            if not found:
                break
            self.known |= found
        return {name: value for name, value in self.known.items() if name not in self.printed}

    def _holds(self, terms: list[Term]) -> bool:
        """Definitions that this economy meets: an attacker has years in which all is published to see that."""
        values = [c * np.prod([self.truth.get(name, np.nan) for name in names]) for c, names in terms]
        return bool(abs(sum(values)) <= 1e-7 * max(map(abs, values)))

    def _solved(self, relations: list[list[Term]]) -> dict[Figure, float]:
        rows, ends = [], []
        for terms in relations:
            row: dict[Figure, float] = {}
            end, linear = 0.0, True
            for c, names in terms:
                unknown = [name for name in names if name not in self.known]
                times = c * np.prod([self.known[name] for name in names if name in self.known])
                if len(unknown) > 1:
                    linear = False
                elif unknown:
                    row[unknown[0]] = row.get(unknown[0], 0.0) + times
                else:
                    end -= times
            if linear and row:
                rows.append(row)
                ends.append(end)
        return dict(self._parts(rows, ends))

    def _parts(self, rows: list[dict[Figure, float]], ends: list[float]) -> Iterator[tuple[Figure, float]]:
        group: dict[Figure, int] = {}
        members: dict[int, list[int]] = {}
        for at, row in enumerate(rows):
            old = {group[name] for name in row if name in group}
            mine = [at, *(each for number in old for each in members.pop(number))]
            members[at] = mine
            for each in mine:
                group |= dict.fromkeys(rows[each], at)
        for mine in members.values():
            names = sorted({name for each in mine for name in rows[each]})
            place = {name: at for at, name in enumerate(names)}
            a = np.zeros((len(mine), len(names)))
            for line, each in enumerate(mine):
                for name, value in rows[each].items():
                    a[line, place[name]] = value
            size = np.abs(a).max(axis=0)
            size = np.where(size > 0, size, 1.0)
            _u, s, v = np.linalg.svd(a / size)
            free = v[int((s > 1e-9 * max(s.max(initial=0.0), 1.0)).sum()) :]
            sure = np.abs(free).max(axis=0, initial=0.0) < 1e-5
            value = np.linalg.lstsq(a / size, np.array([ends[each] for each in mine]), rcond=1e-9)[0] / size
            yield from ((name, float(value[at])) for at, name in enumerate(names) if sure[at])

    def _relations(self) -> Iterator[list[Term]]:
        yield from self._sums()
        yield from self._accounts()
        yield from self._ratios()
        yield from self._prices()
        yield from self._steps()
        yield from self._links()

    def _sums(self) -> Iterator[list[Term]]:
        whole: dict[tuple[str, Figure], list[Figure]] = {}
        for name in self.truth:
            said = dict(name)
            if said["UNIT_MEASURE"] not in ("GBP", "NB", "HR") or said["PRICES"] != "V":
                continue
            for dim in ("SECTOR", "ACTIVITY", "REGION", "SIZE", "LEGAL_FORM", "PRODUCT", "BREAKDOWN"):
                code = said.get(dim)
                if code is None or code == "S.13":
                    continue
                rest = {key: value for key, value in said.items() if key != dim}
                kind = dim + (code.split(":")[0] if dim == "BREAKDOWN" and ":" in code else "")
                if dim == "ACTIVITY" and len(code) > 1:
                    rest, kind = rest | {"ACTIVITY": code[0]}, "group"
                if dim == "PRODUCT":
                    rest.pop("BREAKDOWN", None)
                    kind += code[:5] if said.get("BREAKDOWN") == "own_estimate" else "other"
                    whole.setdefault(("all", tuple(sorted(rest.items()))), []).append(name)
                    if code.startswith("NPISH"):
                        rest |= {"SECTOR": "S.15"}
                whole.setdefault((kind, tuple(sorted(rest.items()))), []).append(name)
            if "Q" in said["TIME_PERIOD"] and said["UNIT_MEASURE"] == "GBP":
                rest = said | {"TIME_PERIOD": said["TIME_PERIOD"][:4]}
                whole.setdefault(("quarter", tuple(sorted(rest.items()))), []).append(name)
        for (_kind, total), parts in whole.items():
            if total in self.truth:
                yield [(-1.0, (total,)), *((1.0, (part,)) for part in parts)]

    def _accounts(self) -> Iterator[list[Term]]:
        places = {tuple(sorted((dict(name) | {"STO": ""}).items())) for name in self.truth}
        for place, each in product(sorted(places), IDENTITIES):

            def at(code: str, place: Figure = place) -> Figure:
                return tuple(sorted((dict(place) | {"STO": code}).items()))

            terms = [(-1.0, (at(each.left),)), *((1.0, (at(code),)) for code in each.plus)]
            yield [*terms, *((-1.0, (at(code),)) for code in each.minus)]

    def _ratios(self) -> Iterator[list[Term]]:
        """Shares of the whole and of the country, pay per FTE, growth."""
        for name in self.truth:
            said = dict(name)
            year, unit, kind = said["TIME_PERIOD"], said["UNIT_MEASURE"], said.get("BREAKDOWN", "")
            bare = {k: v for k, v in said.items() if k not in ("BREAKDOWN", "UNIT_MEASURE", "TIME_PERIOD")}
            sto = bare.pop("STO")
            if kind == "% of total":
                whole = figure(year, sto, **(bare | {"ACTIVITY": "_T"}))
                yield [(1.0, (name, whole)), (-100.0, (figure(year, sto, **bare),))]
            elif kind == "% of UK GVA":
                yield [(self.uk[int(year)], (name,)), (-100.0, (figure(year, sto, **bare),))]
            elif unit == "PERCENT" and said.get("COUNTERPART") == "GB" and sto == "B.1g":
                yield [(self.uk[int(year)], (name,)), (-100.0, (figure(year, sto),))]
            elif unit == "GBP_FTE":
                fte = figure(year, "EMP_FTE", **(bare | {"UNIT_MEASURE": "NB"}))
                yield [(1e-6, (name, fte)), (-1.0, (figure(year, "D.1", **bare),))]
            elif kind == "growth on the quarter before, %":
                at = pd.Period(year.replace("-", ""), freq="Q") - 1
                before, now = figure(f"{at.year}-Q{at.quarter}", sto, **bare), figure(year, sto, **bare)
                yield [(1.0, (name, before)), (100.0, (before,)), (-100.0, (now,))]

    def _prices(self) -> Iterator[list[Term]]:
        for year, code in product(sorted(set(self.cells["TIME_PERIOD"].astype(str))), "ABCDEFGHIJKL_"):
            if not year.isdigit():
                continue
            a = "_T" if code == "_" else code
            last = int(year) - 1
            v0, v1 = (figure(at, "B.1g", ACTIVITY=a) for at in (last, year))
            q0, q1 = (figure(at, "B.1g", ACTIVITY=a, PRICES="L") for at in (last, year))
            d0, d1 = (
                figure(at, "B.1g", ACTIVITY=a, PRICES="D", UNIT_MEASURE="INDEX", BREAKDOWN="implied deflator")
                for at in (last, year)
            )
            points = figure(year, "B.1g", ACTIVITY=a, PRICES="L", UNIT_MEASURE="PERCENT",
                            BREAKDOWN="contribution to growth, points")  # fmt: skip
            whole = figure(last, "B.1g")
            yield [(1.0, (q1, d1)), (-100.0, (v1,))]
            yield [(1.0, (points, whole, d1)), (-100.0, (v1, d0)), (100.0, (v0, d1))]
            yield [(1.0, (points, whole, q0)), (-100.0, (v0, q1)), (100.0, (v0, q0))]

    def _steps(self) -> Iterator[list[Term]]:
        for year in self.uk.index:

            def step(name: str, year: int = year) -> Figure:
                return figure(year, "B.1g", BREAKDOWN=name)

            own = ("estimated", "market_charities", "other_enterprises")
            for left, parts in (
                ("sector", ("nonmarket_charities", *own[1:])), ("extended", ("sector", "NMO")),
                ("all", ("extended", "V")),
            ):  # fmt: skip
                yield [(-1.0, (step(left),)), *((1.0, (step(part),)) for part in parts)]
            yield [(-1.0, (figure(year, "B.1g"),)), *((1.0, (step(part),)) for part in own)]
            yield [(-1.0, (figure(year, "B.1g", SECTOR="S.15"),)), (1.0, (step("estimated"),))]
            yield [
                (-1.0, (figure(year, "B.1g", BASIS="NA+NMO"),)), (1.0, (figure(year, "B.1g"),)), (1.0, (step("NMO"),))
            ]  # fmt: skip

    def _links(self) -> Iterator[list[Term]]:
        """The same figure in another table, the basis with volunteers, payers, what output sets going."""
        for name in self.truth:
            said = dict(name)
            year, sto, kind = said.pop("TIME_PERIOD"), said.pop("STO"), said.get("BREAKDOWN", "")
            bare = {k: v for k, v in said.items() if k != "BREAKDOWN"}
            if kind.startswith("of which: "):
                code = {"of which: staff costs": "D.1", "of which: depreciation": "P.51c"}[kind]
                yield [(1.0, (name,)), (-1.0, (figure(year, code, **bare),))]
            elif said["BASIS"] == "NA+NMO+V" and sto == "B.1g" and said["UNIT_MEASURE"] == "GBP":
                plain = figure(year, sto, **(said | {"BASIS": "NA+NMO"}))
                yield [(-1.0, (name,)), (1.0, (plain,)), (1.0, (figure(year, "V", **said),))]
            elif sto.endswith("_set_going") and "PRODUCT" in said:
                named = {"output": "output_multiplier"}.get(sto.removesuffix("_set_going"),
                                                            sto.replace("set_going", "effect"))  # fmt: skip
                times = [value for key, value in self.known.items()
                         if dict(key)["STO"] == named and dict(key).get("PRODUCT") == said["PRODUCT"]]  # fmt: skip
                output = figure(year, "P.1", BREAKDOWN="own_estimate", **said)
                yield from ([(1.0, (name,)), (-each, (output,))] for each in times)
            elif "COUNTERPART" in said and sto in {code for _, code in SOURCES.values()}:
                pair = said["COUNTERPART"], sto
                of = [source for source, each in SOURCES.items() if each == pair]
                rest = {k: v for k, v in bare.items() if k != "COUNTERPART"}
                parts = [figure(year, "REV", BREAKDOWN=source, **rest) for source in of]
                yield [(-1.0, (name,)), *((1.0, (part,)) for part in parts)]
