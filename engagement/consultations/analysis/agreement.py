"""How far two coders agree beyond chance: Cohen's kappa and Krippendorff's alpha (nominal)."""

from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from itertools import permutations

Code = Hashable


def kappa(pairs: Sequence[tuple[Code, Code]]) -> float | None:
    """Cohen's kappa of two coders over the same units; None where it says nothing (no units, or one code
    only).
    """
    if not pairs:
        return None
    total = len(pairs)
    agreed = sum(one == other for one, other in pairs) / total
    ones, others = Counter(one for one, _ in pairs), Counter(other for _, other in pairs)
    chance = sum(ones[code] * others[code] for code in ones) / total**2
    return None if chance == 1 else (agreed - chance) / (1 - chance)


def alpha(units: Iterable[Sequence[Code]]) -> float | None:
    """Krippendorff's alpha for nominal codes. A unit holds one code for each coder who saw it; gaps are left out.

    None where it says nothing: no unit was coded twice, or all coders used one code only.
    """
    coincidences: Counter[tuple[Code, Code]] = Counter()
    for unit in units:
        if len(unit) > 1:
            for pair in permutations(unit, 2):
                coincidences[pair] += 1 / (len(unit) - 1)  # type: ignore[assignment]
    values: Counter[Code] = Counter()
    for (one, _other), weight in coincidences.items():
        values[one] += weight
    total = sum(values.values())
    expected = total**2 - sum(count**2 for count in values.values())
    if total <= 1 or expected == 0:
        return None
    observed = sum(weight for (one, other), weight in coincidences.items() if one != other)
    return 1 - (total - 1) * observed / expected


# Landis and Koch's words, widely used and rough; the number stands beside them.
WORDS = ((0.8, "almost perfect"), (0.6, "substantial"), (0.4, "moderate"), (0.2, "fair"), (0.0, "slight"))


def in_words(value: float | None) -> str:
    if value is None:
        return "not enough to say"
    return next((word for least, word in WORDS if value > least), "no better than chance")
