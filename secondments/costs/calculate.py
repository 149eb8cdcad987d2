"""From terms to a costing. Every amount is exact until it is rounded once, and what was split adds up again."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cached_property
from typing import Any

from django.utils.translation import gettext_lazy as _

from foundation.common.errors import Invalid
from secondments.costs.money import parts, percent, rounded
from secondments.costs.periods import Month, months
from secondments.costs.rates import Rate, Rates, published
from secondments.costs.terms import Costing, Every, Instalment, Line, Party, Pension, Terms
from secondments.wording import Both, Pence, Percent, Reason, Steps, Value, reason

PENSIONS = {Pension.ALPHA: "pension_alpha", Pension.MINIMUM: "pension_minimum"}


def calculate(terms: Terms, rates: Rates | None = None) -> Costing:
    """What the placement costs, what the host pays when, and what each party bears in the end.

    Months are charged as twelfths of a year, part months by their days. The rates of a month are those in force on the
    last day of it that is worked. Raises foundation.common.errors.Invalid when the terms are not well said.
    """
    check(terms)
    return Calculation(terms, rates or published()).costing()


def check(terms: Terms) -> None:
    found = dict(_problems(terms))
    if found:
        raise Invalid({field: [sentence] for field, sentence in found.items()})


def _problems(terms: Terms) -> Iterator[tuple[str, Any]]:
    if terms.end < terms.start:
        yield "end", _("The placement ends before it starts.")
    if not 0 < terms.contract_fte <= 100:
        yield "contract_fte", _("Working time at home is from 1% to 100% of full time.")
    if not 0 < terms.placement_fte <= terms.contract_fte:
        yield (
            "placement_fte",
            _("The placement cannot take more time than the person works, and must take some."),
        )
    for name in ("salary", "allowances", "fee", "expenses", "pension_percent"):
        if getattr(terms, name) < 0:
            yield name, _("An amount cannot be below nothing.")
    if not 0 <= terms.reimbursed <= 10_000:
        yield "reimbursed", _("The share that the host pays is from 0% to 100%.")
    if not 0 <= terms.vat.recoverable <= 10_000:
        yield "vat", _("The share of VAT that the host recovers is from 0% to 100%.")
    if terms.backfill and not (terms.backfill.cover >= 0 and 0 <= terms.backfill.share <= 10_000):
        yield "backfill", _("Cover costs nothing or more, and the grant’s share is from 0% to 100%.")


@dataclass
class Calculation:
    terms: Terms
    rates: Rates

    def costing(self) -> Costing:
        lines = [*self._employment_lines(), *self._other_lines()]
        return Costing(
            lines=tuple(line for line in lines if line.amount),
            instalments=tuple(self._instalments()),
            grants=tuple(
                (month.last, grant) for month, grant in zip(self.months, self.grants, strict=True) if grant
            ),
            shares={
                Party.HOME: tuple(self._home()),
                Party.HOST: tuple(self._host()),
                Party.PROGRAMME: tuple(self._programme()),
            },
            notes=tuple(self._notes()),
        )

    @cached_property
    def months(self) -> list[Month]:
        return list(months(self.terms.start, self.terms.end))

    @cached_property
    def pay(self) -> Fraction:
        """Pence a year that the person earns at home, at their own working time."""
        return Fraction((self.terms.salary + self.terms.allowances) * self.terms.contract_fte, 100)

    @cached_property
    def share(self) -> Fraction:
        """The part of the person's working time that goes to the host."""
        return Fraction(self.terms.placement_fte, self.terms.contract_fte)

    def _monthly(self, yearly: Fraction) -> list[Fraction]:
        return [yearly / 12 * month.part * self.share for month in self.months]

    def _on_cost(self, kind: str) -> list[Fraction]:
        found = []
        for month in self.months:
            rate = self.rates.at(kind, month.last)
            yearly = self._base(rate) * percent(rate.percent)
            found.append(yearly / 12 * month.part * self.share)
        return found

    def _base(self, rate: Rate) -> Fraction:
        return max(
            min(self.pay, Fraction(rate.upper) if rate.upper else self.pay) - rate.threshold, Fraction(0)
        )

    @cached_property
    def employment(self) -> dict[str, list[int]]:
        """Pence by month for each part of what the person's employment costs."""
        terms, full = self.terms, Fraction(self.terms.contract_fte, 100)
        found = {
            "salary": self._monthly(terms.salary * full),
            "allowances": self._monthly(terms.allowances * full),
        }
        if terms.pays_ni:
            found["employer_ni"] = self._on_cost("employer_ni")
        if terms.pays_levy:
            found["apprenticeship_levy"] = self._on_cost("apprenticeship_levy")
        if terms.pension in PENSIONS:
            found["pension"] = self._on_cost(PENSIONS[terms.pension])
        elif terms.pension == Pension.PERCENT:
            found["pension"] = self._monthly(self.pay * percent(terms.pension_percent))
        return {code: parts(amounts) for code, amounts in found.items()}

    @cached_property
    def employed(self) -> list[int]:
        """Salary and on-costs by month."""
        return [sum(amounts) for amounts in zip(*self.employment.values(), strict=True)]

    @cached_property
    def reimbursed(self) -> list[int]:
        return parts(amount * percent(self.terms.reimbursed) for amount in self.employed)

    @cached_property
    def fees(self) -> list[int]:
        whole = sum(month.part for month in self.months)
        return parts(self.terms.fee * month.part / whole for month in self.months)

    @cached_property
    def vat(self) -> list[int]:
        """On reimbursement and fee, at the rate in force on each month's last day."""
        if not self.terms.vat.charged:
            return [0 for _ in self.months]
        rates = [percent(self.rates.at("vat", month.last).percent) for month in self.months]
        return parts(rate * (a + b) for rate, a, b in zip(rates, self.reimbursed, self.fees, strict=True))

    @cached_property
    def recovered(self) -> int:
        return rounded(sum(self.vat) * percent(self.terms.vat.recoverable))

    @cached_property
    def expenses(self) -> int:
        return rounded(sum((self.terms.expenses * month.part for month in self.months), Fraction(0)))

    @cached_property
    def eligible(self) -> bool:
        return bool(self.terms.backfill and self.terms.home_size in self.terms.backfill.sizes)

    @cached_property
    def grants(self) -> list[int]:
        """The backfill grant by month: its share of what cover costs beyond the reimbursement, up to its limit."""
        backfill = self.terms.backfill
        if not backfill or not self.eligible:
            return [0 for _ in self.months]
        found = []
        for month, paid in zip(self.months, self.reimbursed, strict=True):
            grant = max(Fraction(backfill.cover, 12) * month.part - paid, Fraction(0)) * percent(
                backfill.share
            )
            limit = None if backfill.most_a_month is None else backfill.most_a_month * month.part
            found.append(grant if limit is None else min(grant, limit))
        return parts(found)

    def _employment_lines(self) -> Iterator[Line]:
        for code, amounts in self.employment.items():
            yield Line(reason(code, **self._said(code)), sum(amounts))

    def _said(self, code: str) -> dict[str, Value]:
        terms = self.terms
        said: dict[str, Value] = {
            "start": terms.start, "end": terms.end, "fte": terms.placement_fte, "pay": Pence(rounded(self.pay))
        }  # fmt: skip
        if code in ("salary", "allowances"):
            return said | {"yearly": Pence(getattr(terms, code))}
        if code == "pension" and terms.pension == Pension.PERCENT:
            return said | {
                "rates": _rates([(terms.start, terms.pension_percent, 0)]),
                "source": Both("the home body", "y corff cartref"),
            }
        kind = PENSIONS.get(terms.pension, code) if code == "pension" else code
        used = self._used(kind)
        return said | {
            "rates": _rates([(max(r.since, terms.start), r.percent, r.threshold) for r in used]),
            "source": _sources(used),
        }

    def _used(self, kind: str) -> list[Rate]:
        return list(dict.fromkeys(self.rates.at(kind, month.last) for month in self.months))

    def _other_lines(self) -> Iterator[Line]:
        yield Line(reason("expenses", monthly=Pence(self.terms.expenses)), self.expenses)
        yield Line(self._vat_said("vat_lost"), sum(self.vat) - self.recovered)

    def _vat_said(self, code: str) -> Reason:
        rates = self._used("vat")
        return reason(
            code,
            net=Pence(sum(self.reimbursed) + sum(self.fees)),
            rates=_rates([(max(r.since, self.terms.start), r.percent, 0) for r in rates]),
            vat=Pence(sum(self.vat)),
            recoverable=Percent(self.terms.vat.recoverable),
            source=rates[-1].source,
        )

    def _instalments(self) -> Iterator[Instalment]:
        first: date | None = None
        net = vat = 0
        for n, month in enumerate(self.months):
            first = first or month.first
            net, vat = net + self.reimbursed[n] + self.fees[n], vat + self.vat[n]
            if self.terms.every == Every.MONTH or month.ends_quarter or n == len(self.months) - 1:
                yield Instalment(first, month.last, net, vat)
                first, net, vat = None, 0, 0

    def _home(self) -> Iterator[Line]:
        employed, reimbursed = sum(self.employed), sum(self.reimbursed)
        yield Line(reason("home_pays", total=Pence(employed)), employed)
        yield Line(reason("home_reimbursed", share=Percent(self.terms.reimbursed)), -reimbursed)
        if self.terms.fee:
            yield Line(reason("home_fee"), -sum(self.fees))
        if sum(self.grants):
            yield Line(reason("home_grant"), -sum(self.grants))

    def _host(self) -> Iterator[Line]:
        yield Line(reason("host_reimburses", share=Percent(self.terms.reimbursed)), sum(self.reimbursed))
        if self.terms.fee:
            yield Line(reason("host_fee"), sum(self.fees))
        if self.expenses:
            yield Line(reason("expenses", monthly=Pence(self.terms.expenses)), self.expenses)
        if sum(self.vat):
            yield Line(self._vat_said("host_vat"), sum(self.vat))
            yield Line(
                reason("host_vat_back", recoverable=Percent(self.terms.vat.recoverable)), -self.recovered
            )

    def _programme(self) -> Iterator[Line]:
        if sum(self.grants) and self.terms.backfill:
            backfill = self.terms.backfill
            said = {"share": Percent(backfill.share), "cover": Pence(backfill.cover)}
            yield Line(reason("programme_grant", **said), sum(self.grants))

    def _notes(self) -> Iterator[Reason]:
        """What is assumed, what finance must agree, and why there is no grant."""
        kinds = ["employer_ni"] * self.terms.pays_ni + ["apprenticeship_levy"] * self.terms.pays_levy
        kinds += ["vat"] * self.terms.vat.charged
        kinds += [PENSIONS[self.terms.pension]] if self.terms.pension in PENSIONS else []
        for kind in kinds:
            last = self.rates.at(kind, self.months[-1].last)
            if last.known_to and last.known_to < self.months[-1].last:
                yield reason("assumed", kind=kind, known_to=last.known_to, percent=Percent(last.percent))
        if not self.terms.pays_ni:
            yield reason("no_ni")
        if self.terms.vat.charged and self.terms.reimbursed:
            yield reason("vat_sign_off")
        if self.terms.backfill and not self.eligible:
            yield reason("no_grant", size=self.terms.home_size)


def _rates(rows: list[tuple[date, int, int]]) -> Steps:
    return Steps(tuple(rows))


def _sources(rates: Iterable[Rate]) -> Both:
    """Each source once, in either language."""
    found = list(dict.fromkeys(rate.source for rate in rates))
    return Both("; ".join(one.english for one in found), "; ".join(one.welsh for one in found))
