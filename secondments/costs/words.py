"""English for every line and note of a costing."""

from collections.abc import Callable, Mapping

from secondments.wording import Reason, Value, fill, shown

ENGLISH: Mapping[str, str] = {
    "salary": "Salary: %(yearly)s a year at full time, for %(fte)s% of full time from %(start)s to %(end)s.",
    "allowances": "Allowances: %(yearly)s a year at full time, for %(fte)s% of full time.",
    "employer_ni": "Employer's National Insurance on pay of %(pay)s a year: %(rates)s, by the share of working time. "
    "Source: %(source)s.",
    "apprenticeship_levy": "Apprenticeship Levy on pay of %(pay)s a year: %(rates)s. Source: %(source)s.",
    "pension": "Employer's pension contribution on pay of %(pay)s a year: %(rates)s. Source: %(source)s.",
    "expenses": "Travel and other expenses: %(monthly)s a month.",
    "vat_lost": "VAT that the host cannot recover: %(rates)s of %(net)s is %(vat)s, of which %(recoverable)s comes "
    "back. Source: %(source)s.",
    "home_pays": "The home body keeps paying salary and on-costs.",
    "home_reimbursed": "Reimbursed by the host: %(share)s of salary and on-costs.",
    "home_fee": "The host's fee for administration.",
    "home_grant": "Backfill grant received.",
    "host_reimburses": "Reimbursement of %(share)s of salary and on-costs.",
    "host_fee": "Fee for the home body's administration.",
    "host_vat": "VAT on reimbursement and fee: %(rates)s of %(net)s.",
    "host_vat_back": "VAT recovered: %(recoverable)s.",
    "programme_grant": "Backfill grant: %(share)s of what cover at %(cover)s a year costs beyond the reimbursement.",
    "assumed": "The rate of %(percent)s (%(kind)s) is known until %(known_to)s and assumed to continue.",
    "vat_sign_off": "The host's finance team must agree how VAT is treated.",
    "no_grant": "No backfill grant: the home body's size (%(size)s) is outside the scheme.",
}
KINDS: Mapping[str, str] = {
    "employer_ni": "employer's National Insurance",
    "pension_alpha": "pension contribution to alpha",
    "pension_minimum": "minimum pension contribution",
    "vat": "VAT",
}


def say(
    found: Reason,
    words: Mapping[str, str] = ENGLISH,
    kinds: Mapping[str, str] = KINDS,
    show: Callable[[Value], str] = shown,
) -> str:
    """A line or note in words; the caller translates by giving its own."""
    values = dict(found.values)
    if "kind" in values:
        values["kind"] = kinds[str(values["kind"])]
    return fill(words[found.code], values, show)
