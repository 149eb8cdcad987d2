"""Draft themes from answers: TF-IDF of words and of letters, the main directions of both, clusters in these.

What is found is handed on as weighted words, so that placing an answer can be explained, repeated and resumed
without any of these arrays. The same answers in the same order give the same themes.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import sparse
from sklearn.cluster import KMeans
from sklearn.decomposition import TruncatedSVD
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.metrics import silhouette_score
from sklearn.preprocessing import normalize

from engagement.consultations.themes.terms import spoken, terms

# Themes are learnt from so many answers at most; all others are placed by the words found.
SAMPLE = 5_000
LEAST = 20
DIRECTIONS = 60
TERMS = 250
SHOWN_WORDS = 8
EXAMPLES = 4
SEED = 20_261_125
Array = np.ndarray[Any, Any]


@dataclass(frozen=True, slots=True)
class Draft:
    """One proposed theme. `weights` decide; `words` and `examples` (numbers of answers) explain."""

    label: str
    words: list[str]
    weights: dict[str, float]
    examples: list[int]
    size: int = 0


def learn(
    texts: Sequence[str], *, wanted: int | None = None, said: Callable[[str], None] = lambda step: None
) -> list[Draft]:
    """Draft themes, largest first; none where there are too few answers to speak of themes."""
    kept = [number for number, text in enumerate(texts) if len(terms(text)) >= 3]
    if len(kept) < LEAST:
        return []
    kept = [kept[at] for at in _sample(len(kept))]
    chosen = [texts[number] for number in kept]
    said("words")
    try:
        vectoriser, by_words = _by_words(chosen)
        by_letters = _by_letters(chosen)
    except ValueError:  # every word is in nearly all of them or in one alone: nothing tells them apart
        return []
    said("directions")
    space = _space(sparse.hstack([by_words, by_letters * 0.5]).tocsr())
    said("clusters")
    labels = _clusters(space, wanted)
    said("labels")
    return _drafts(chosen, kept, labels, by_words, np.asarray(vectoriser.get_feature_names_out()), space)


def _sample(size: int) -> list[int]:
    if size <= SAMPLE:
        return list(range(size))
    return sorted(np.random.default_rng(SEED).choice(size, SAMPLE, replace=False).tolist())


def _by_words(texts: Sequence[str]) -> tuple[TfidfVectorizer, Any]:
    vectoriser = TfidfVectorizer(
        analyzer=terms,
        min_df=2,
        max_df=0.5 if len(texts) > 50 else 1.0,
        sublinear_tf=True,
        max_features=30_000,
    )
    return vectoriser, vectoriser.fit_transform(texts)


def _by_letters(texts: Sequence[str]) -> Any:
    """Sees what stems do not: spellings, compounds, Welsh mutations."""
    short = [" ".join(term for term in terms(text[:1500]) if " " not in term) for text in texts]
    letters = TfidfVectorizer(
        analyzer="char_wb", ngram_range=(3, 4), min_df=2, max_df=0.5, sublinear_tf=True, max_features=20_000
    )
    return letters.fit_transform(short)


def _space(features: Any) -> Array:
    directions = min(DIRECTIONS, features.shape[0] - 1, features.shape[1] - 1)
    return normalize(TruncatedSVD(directions, random_state=SEED).fit_transform(features))


def _clusters(space: Array, wanted: int | None) -> Array:
    """As many clusters as were wanted, or as many as keep the answers within them most alike."""
    size = space.shape[0]
    if wanted is None:
        some = space[:: max(1, size // 2_000)]
        tried = [k for k in (4, 6, 8, 10, 12, 15, 18, 22, 26) if k <= some.shape[0] // 8] or [3]
        wanted = max(tried, key=lambda k: _tightness(some, k))
    return KMeans(min(wanted, size), n_init=4, random_state=SEED).fit_predict(space)


def _tightness(some: Array, k: int) -> float:
    labels = KMeans(k, n_init=2, random_state=SEED).fit_predict(some)
    if len(np.unique(labels)) == 1:  # all of them say the same
        return -1.0
    return float(silhouette_score(some, labels, metric="cosine"))


def _drafts(
    texts: list[str], numbers: list[int], labels: Array, by_words: Any, names: Array, space: Array
) -> list[Draft]:
    written = spoken(texts)
    everywhere = np.asarray(by_words.mean(axis=0)).ravel()
    drafts = []
    for label in np.unique(labels):
        rows = np.flatnonzero(labels == label)
        here = np.asarray(by_words[rows].mean(axis=0)).ravel()
        gain = np.maximum(here - everywhere, 0) * np.sqrt(here / (everywhere + 1e-9))
        best = [at for at in np.argsort(-gain, kind="stable")[:TERMS] if gain[at] > 0]
        if not best:
            continue
        length = float(np.linalg.norm(gain[best]))
        weights = {str(names[at]): round(float(gain[at]) / length, 4) for at in best}
        shown = _shown([str(names[at]) for at in best], written)
        examples = [numbers[row] for row in _examples(rows, space)]
        drafts.append(Draft(", ".join(shown[:3]), shown, weights, examples, int(rows.size)))
    return sorted(drafts, key=lambda draft: (-draft.size, draft.label))


def _shown(found: list[str], written: dict[str, str]) -> list[str]:
    """Words as people write them; a pair takes the place of its two words."""
    chosen: list[str] = []
    for term in found:
        parts = set(term.split())
        if not any(parts & set(other.split()) for other in chosen):
            chosen.append(term)
        if len(chosen) == SHOWN_WORDS:
            break
    return [" ".join(written.get(part, part) for part in term.split()) for term in chosen]


def _examples(rows: Array, space: Array) -> list[int]:
    """The most typical answers that are not one another's copies."""
    centre = space[rows].mean(axis=0)
    chosen: list[int] = []
    for row in rows[np.argsort(-(space[rows] @ centre), kind="stable")].tolist():
        if all(float(space[row] @ space[other]) < 0.98 for other in chosen):
            chosen.append(row)
        if len(chosen) == EXAMPLES:
            break
    return chosen
