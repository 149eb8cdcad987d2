"""Words for every line and note of a costing, in the language of whoever reads them."""

from collections.abc import Callable, Mapping
from datetime import date

from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_noop as _

from foundation.common.words import day
from foundation.directory.enums import SizeBand
from secondments.wording import Both, Pence, Percent, Reason, Steps, Value, fill, shown

ENGLISH: Mapping[str, str] = {
    "salary": _(
        "Salary: %(yearly)s a year at full time, for %(fte)s per cent of full time from %(start)s to %(end)s."
    ),
    "allowances": _("Allowances: %(yearly)s a year at full time, for %(fte)s per cent of full time."),
    "employer_ni": _(
        "Employer’s National Insurance on pay of %(pay)s a year: %(rates)s, by the share of working time. "
        "Source: %(source)s."
    ),
    "apprenticeship_levy": _("Apprenticeship Levy on pay of %(pay)s a year: %(rates)s. Source: %(source)s."),
    "pension": _("Employer’s pension contribution on pay of %(pay)s a year: %(rates)s. Source: %(source)s."),
    "expenses": _("Travel and other expenses: %(monthly)s a month."),
    "vat_lost": _(
        "VAT that the host cannot recover: %(rates)s of %(net)s is %(vat)s, of which %(recoverable)s comes "
        "back. Source: %(source)s."
    ),
    "home_pays": _("The home body keeps paying salary and on-costs."),
    "home_reimbursed": _("Reimbursed by the host: %(share)s of salary and on-costs."),
    "home_fee": _("The host’s fee for administration."),
    "home_grant": _("Backfill grant received."),
    "host_reimburses": _("Reimbursement of %(share)s of salary and on-costs."),
    "host_fee": _("Fee for the home body’s administration."),
    "host_vat": _("VAT on reimbursement and fee: %(rates)s of %(net)s."),
    "host_vat_back": _("VAT recovered: %(recoverable)s."),
    "programme_grant": _(
        "Backfill grant: %(share)s of what cover at %(cover)s a year costs beyond the reimbursement."
    ),
    "assumed": _("The rate of %(percent)s (%(kind)s) is known until %(known_to)s and assumed to continue."),
    "no_ni": _("No National Insurance: the Employment Allowance covers the home body’s contributions."),
    "vat_sign_off": _("The host’s finance team must agree how VAT is treated."),
    "no_grant": _("No backfill grant: the home body’s size (%(size)s) is outside the scheme."),
}
KINDS: Mapping[str, str] = {
    "employer_ni": _("employer’s National Insurance"),
    "apprenticeship_levy": _("Apprenticeship Levy"),
    "pension_alpha": _("pension contribution to alpha"),
    "pension_minimum": _("minimum pension contribution"),
    "vat": _("VAT"),
}
SIZES = {str(value): label for value, label in SizeBand.choices}


def written(value: Value) -> str:
    """A value as the reader writes it."""
    match value:
        case Steps():
            return ", ".join(_step(n, *row) for n, row in enumerate(value.rows))
        case Both():
            return value.welsh if (get_language() or "en")[:2] == "cy" else value.english
        case date():
            return day(value)
    return shown(value)


def _step(n: int, since: date, hundredths: int, threshold: int) -> str:
    """“15% above £5,000.00 a year”, each later one with the day from which it holds."""
    said = shown(Percent(hundredths))
    if threshold:
        said = gettext("%(percent)s above %(pay)s a year") % {
            "percent": said,
            "pay": shown(Pence(threshold)),
        }
    return gettext("%(rate)s from %(day)s") % {"rate": said, "day": day(since)} if n else said


def say(
    found: Reason,
    words: Mapping[str, str] = ENGLISH,
    show: Callable[[Value], str] = written,
) -> str:
    """A line or note in words."""
    values = dict(found.values)
    if "kind" in values:
        values["kind"] = gettext(KINDS[str(values["kind"])])
    if "size" in values:
        values["size"] = str(SIZES.get(str(values["size"]), values["size"]))
    return fill(gettext(words[found.code]), values, show)
