"""One matching run from a market to a result."""

from secondments.matching import fairness, optimal, stable
from secondments.matching.check import check
from secondments.matching.columns import Columns
from secondments.matching.explain import Explainer
from secondments.matching.market import Kind, Market
from secondments.matching.pairs import Finder, Pairs
from secondments.matching.result import Result
from secondments.matching.settings import Method, Settings


def match(market: Market, settings: Settings) -> Result:
    """Who goes where, and why. The same market, in any order, and settings give the same result.

    Raises foundation.common.errors.Invalid with a sentence for each thing that is wrong with the market.
    """
    check(market, settings)
    columns = Columns(market, settings)
    finder = Finder(columns)
    pairs = finder.find()
    quotas = left_over(columns)
    stably = settings.method == Method.STABLE
    rows = stable.solve(pairs, quotas) if stably else optimal.solve(pairs, quotas, columns)
    explainer = Explainer(columns, finder, pairs, quotas, rows)
    return Result(
        settings=settings,
        matches=tuple(explainer.matches()),
        unmatched=explainer.unmatched(),
        vacancies=explainer.vacancies(),
        fairness=fairness.measure(columns.people, columns.bodies, explainer.outcomes()),
        considered=len(pairs),
        explainer=explainer,
    )


def left_over(columns: Columns) -> stable.Quotas:
    """The quotas less what the coordinator's own placements take up."""
    people = [candidate.placements for candidate in columns.people]
    posts = [post.places for post in columns.posts]
    bodies = [columns.bodies[key].most for key in columns.body_at]
    home = columns.home.tolist()
    for decision in columns.market.decisions:
        if decision.kind == Kind.FIX:
            person, post = columns.person_at[decision.candidate], columns.post_at[decision.post]
            people[person] -= 1
            posts[post] -= 1
            most = bodies[home[person]]
            bodies[home[person]] = None if most is None else most - 1
    return stable.Quotas(people, posts, bodies, home, columns.person_draw.tolist())


def considered(market: Market, settings: Settings) -> Pairs:
    """The pairs that a run would consider, without solving it."""
    check(market, settings)
    return Finder(Columns(market, settings)).find()
