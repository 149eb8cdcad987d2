"""Codes of the account: SNA transactions and balances, sectors, bases, activities, size bands, sources and uses.

Source: System of National Accounts 2008; UN handbook on satellite accounts 2018 (ICNP/TSO sections); NCVO (bands).
A resource (received) ends in `r`, a use (paid) in `p`: `D.7r`, `D.7p`.
"""

from typing import Any

SNA = {
    "P.11": "Market output",
    "P.12": "Output for own final use",
    "P.13": "Non-market output",
    "P.1": "Output",
    "P.2": "Intermediate consumption",
    "B.1g": "Value added, gross",
    "P.51c": "Consumption of fixed capital",
    "B.1n": "Value added, net",
    "D.11": "Wages and salaries",
    "D.12": "Employers' social contributions",
    "D.1": "Compensation of employees",
    "D.29": "Other taxes on production",
    "D.39": "Other subsidies on production",
    "B.2g": "Operating surplus, gross",
    "B.2n": "Operating surplus, net",
    "D.4r": "Property income received",
    "D.4p": "Property income paid",
    "B.5g": "Balance of primary incomes, gross",
    "D.5r": "Current taxes on income received",
    "D.5p": "Current taxes on income paid",
    "D.61r": "Net social contributions received",
    "D.61p": "Net social contributions paid",
    "D.62r": "Social benefits received",
    "D.62p": "Social benefits paid",
    "D.7r": "Other current transfers received",
    "D.7p": "Other current transfers paid",
    "B.6g": "Disposable income, gross",
    "D.63": "Social transfers in kind",
    "B.7g": "Adjusted disposable income, gross",
    "P.3": "Final consumption expenditure",
    "B.8g": "Saving, gross",
    "D.9r": "Capital transfers received",
    "D.9p": "Capital transfers paid",
    "P.5g": "Gross capital formation",
    "NP": "Acquisitions less disposals of non-produced assets",
    "B.9": "Net lending (+) or borrowing (-)",
}
LEAVES = (
    *("P.11", "P.12", "P.13", "P.2", "P.51c", "D.11", "D.12", "D.29", "D.39", "D.4r", "D.4p", "D.5r", "D.5p"),
    *("D.61r", "D.61p", "D.62r", "D.62p", "D.7r", "D.7p", "D.63", "P.3", "D.9r", "D.9p", "P.5g", "NP"),
)
SECTORS = {
    "S.11": "Non-financial corporations",
    "S.12": "Financial corporations",
    "S.13": "General government",
    "S.14": "Households",
    "S.15": "Non-profit institutions serving households",
    "S.2": "Rest of the world",
}
# What a unit is in the reconciliation (T15), and where it is (ITL1; TLZ where that is not known).
INSTITUTIONS = (
    *("nonmarket_charity", "market_charity", "cic", "cooperative", "mutual", "social_enterprise"),
    "government_controlled",
)
REGIONS = tuple(f"TL{letter}" for letter in "CDEFGHIJKLMNZ")
BASES = {
    "NA": "National accounts",
    "NA+NMO": "National accounts and non-market output of market producers",
    "NA+NMO+V": "National accounts, non-market output of market producers and volunteer work",
}
ACTIVITIES = {
    "A": "Culture, communication and recreation",
    "B": "Education",
    "C": "Human health",
    "D": "Social services",
    "E": "Environmental protection and animal welfare",
    "F": "Community and economic development, and housing",
    "G": "Civic, advocacy, political and international",
    "H": "Philanthropic intermediaries and voluntarism promotion",
    "I": "Religious congregations and associations",
    "J": "Business, professional and labour organisations",
    "K": "Professional, scientific, accounting and administrative",
    "L": "Other activities",
}
# Groups of ICNP/TSO and the industries of S.15 in the input-output table, in words.
GROUPS = {
    "A10": "Culture and arts", "A20": "Sports and recreation", "A30": "Information and communication",
    "A90": "Culture and recreation n.e.c.", "B10": "Pre-primary, primary and secondary education",
    "B20": "Higher education", "B30": "Other education", "B90": "Education n.e.c.",
    "C10": "Ambulatory health services", "C20": "Hospitals", "C30": "Nursing and residential care",
    "C90": "Human health n.e.c.", "D10": "Individual and family services", "D20": "Child day-care",
    "D30": "Emergency and relief", "D40": "Vocational rehabilitation", "D90": "Social services n.e.c.",
    "E10": "Natural resources", "E20": "Animal health and welfare", "E90": "Environment n.e.c.",
    "F10": "Construction of housing and infrastructure", "F20": "Community and economic development",
    "F30": "Housing management", "F40": "Utilities and waste", "F50": "Indigenous self-governance",
    "F90": "Community and housing n.e.c.", "G10": "Civic, advocacy and participation", "G20": "Political activities",
    "G30": "International activities", "G90": "Civic and international n.e.c.", "H10": "Grant-making foundations",
    "H90": "Philanthropic intermediaries n.e.c.", "I10": "Religious congregations",
    "I90": "Religious associations n.e.c.", "J10": "Business and employers’ associations",
    "J20": "Professional associations", "J30": "Labour unions", "J90": "Associations n.e.c.",
    "K10": "Scientific research and testing", "K20": "Professional services", "K30": "Administrative services",
    "K90": "Professional and administrative n.e.c.", "L10": "Agriculture, forestry and fishing", "L20": "Manufacturing",
    "L30": "Accommodation and catering", "L40": "Trade", "L50": "Transport and storage",
    "L60": "Financial and insurance services", "L70": "Real estate", "L80": "Unpaid activities of households",
    "L90": "Activities n.e.c.",
}  # fmt: skip
INDUSTRIES = {
    "NPISH_72": "Scientific research", "NPISH_74": "Other professional activities", "NPISH_75": "Veterinary",
    "NPISH_82": "Office support", "NPISH_85": "Education", "NPISH_86": "Human health",
    "NPISH_87-88": "Residential care and social work", "NPISH_90": "Arts and entertainment",
    "NPISH_91": "Libraries, archives and museums", "NPISH_93": "Sports and recreation",
    "NPISH_94": "Membership organisations", "NPISH_96": "Other personal services",
}  # fmt: skip
# Upper bounds in pounds of annual income; a band includes its lower bound.
SIZES = {
    "Under 10k": 10_000.0,
    "10k to 25k": 25_000.0,
    "25k to 100k": 100_000.0,
    "100k to 500k": 500_000.0,
    "500k to 1m": 1_000_000.0,
    "1m to 10m": 10_000_000.0,
    "10m to 100m": 100_000_000.0,
    "Over 100m": float("inf"),
}
# The six names that NCVO prints, by the finer bands they hold.
SIZE_NAMES = {
    "Under 10k": "Micro",
    "10k to 25k": "Small",
    "25k to 100k": "Small",
    "100k to 500k": "Medium",
    "500k to 1m": "Medium",
    "1m to 10m": "Large",
    "10m to 100m": "Major",
    "Over 100m": "Super-major",
}
# Income by source: who pays, and under which transaction.
SOURCES = {
    "government_grants": ("S.13", "D.7"),
    "government_contracts": ("S.13", "P.11"),
    "donations": ("S.14", "D.7"),
    "legacies": ("S.14", "D.9"),
    "fees": ("S.14", "P.11"),
    "fundraising": ("S.14", "P.11"),
    "private_donations": ("S.11", "D.7"),
    "private_earned": ("S.11", "P.11"),
    "lottery": ("S.13", "D.7"),
    "voluntary_grants": ("S.15", "D.7"),
    "voluntary_earned": ("S.15", "P.11"),
    "investments": ("S.12", "D.4"),
}
USES = {
    "charitable_activities": "Charitable activities",
    "grants_voluntary": "Grants to voluntary organisations",
    "grants_individuals": "Grants to individuals",
    "grants_government": "Grants to government and universities",
    "grants_other": "Grants to other institutions",
    "raising_funds": "Raising funds",
    "governance": "Governance",
}


def size_band(income: Any) -> Any:
    """The band of each income in pounds, as a pandas Categorical; a missing or negative income has none.

    income   pounds a year, any shape of one dimension;  returns  labels of SIZES in order. Raises nothing of its own
    """
    import numpy as np
    import pandas as pd

    return pd.cut(np.asarray(income, float), [0.0, *SIZES.values()], right=False, labels=list(SIZES))


UNKNOWN = "unknown"  # status of a unit of which nobody knows whether it is new: births and deaths are missing
