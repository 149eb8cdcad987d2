"""The crosswalks that are built in. No arrays here: pages that plan runs read it too.

ICNPO to ICNP/TSO follows the UN handbook of 2018; where it leaves a choice the shares are ours and equal.
The way to industries of the supply-use tables is ours: activities without an industry of their own go to membership
organisations (94). A run may go through loaded versions instead.
"""

_WHOLE = {
    "1100": "A10",
    "1200": "A20",
    "2100": "B10",
    "2110": "B30",
    "2120": "B30",
    "2200": "B20",
    "2210": "B30",
    "2300": "B30",
    "2400": "K10",
    "2410": "K10",
    "3100": "C20",
    "3200": "C30",
    "3210": "C30",
    "3300": "C10",
    "3400": "C10",
    "4100": "D10",
    "4110": "D10",
    "4150": "D10",
    "4160": "D10",
    "4170": "D10",
    "4180": "D10",
    "4200": "D30",
    "4300": "D90",
    "5100": "E10",
    "5200": "E20",
    "6100": "F20",
    "6110": "F20",
    "6200": "F30",
    "6300": "D40",
    "7100": "G10",
    "7300": "G20",
    "8100": "H10",
    "8200": "H90",
    "9100": "G30",
    "10100": "I10",
    "11100": "J10",
    "11200": "J20",
    "11300": "J30",
    "12100": "L90",
}
_SPLIT = {
    "1300": {"A20": 0.5, "G10": 0.5},
    "2130": {"B10": 0.5, "D20": 0.5},
    "7200": {"G10": 0.5, "K20": 0.5},
}
ICNPO_TO_ICNP = {**{code: {group: 1.0} for code, group in _WHOLE.items()}, **_SPLIT}

ICNP_TO_INDUSTRY = {
    "A": {"NPISH_90": 0.4, "NPISH_91": 0.2, "NPISH_93": 0.4},
    "B": {"NPISH_85": 1.0},
    "C": {"NPISH_86": 1.0},
    "D": {"NPISH_87-88": 1.0},
    "E": {"NPISH_75": 0.2, "NPISH_94": 0.8},
    "F": {"NPISH_94": 1.0},
    "G": {"NPISH_94": 1.0},
    "H": {"NPISH_94": 1.0},
    "I": {"NPISH_94": 1.0},
    "J": {"NPISH_94": 1.0},
    "K": {"NPISH_72": 0.6, "NPISH_74": 0.3, "NPISH_82": 0.1},
    "L": {"NPISH_96": 1.0},
}

# By the role that a crosswalk has in a run.
BUILT_IN = {"activity": ICNPO_TO_ICNP, "industry": ICNP_TO_INDUSTRY}
