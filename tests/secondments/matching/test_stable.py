"""Nobody and no post would both rather have each other: judged here from the nouns alone."""

from hypothesis import given
from hypothesis import settings as hypothesis_settings

from secondments.matching import Market, Settings, lottery, soft
from secondments.matching.market import Candidate, Post
from secondments.matching.run import considered, match
from tests.secondments.matching.markets import candidate, fix, market, markets, post, settings


class Preferences:
    """Who likes whom better, straight from rankings, points and lottery."""

    def __init__(self, given: Market, run: Settings) -> None:
        self.run = run
        self.people = {c.key: c for c in given.candidates}
        self.posts = {p.key: p for p in given.posts}
        self.person_draw = {key: n for n, key in enumerate(lottery.order(run.seed, self.people))}
        self.post_draw = {key: n for n, key in enumerate(lottery.order(run.seed, self.posts))}

    def of_person(self, person: str, post: str) -> tuple[int, int, int]:
        """Smaller is better."""
        c, p = self.people[person], self.posts[post]
        rank = [key for key in c.ranking if key in self.posts]
        place = rank.index(post) if post in rank else 10**6
        return place, -soft.weigh(soft.points(c, p), self.run.person_weights), self.post_draw[post]

    def of_post(self, person: str, post: str) -> tuple[int, int, int]:
        c, p = self.people[person], self.posts[post]
        rank = [key for key in p.ranking if key in self.people]
        place = rank.index(person) if person in rank else 10**6
        return place, -soft.weigh(soft.points(c, p), self.run.host_weights), self.person_draw[person]

    def turn(self, person: str, post: str, pairs: set[tuple[str, str]]) -> tuple[int, int]:
        """A limited body's order: place of the pair on its person's list, then the lottery."""
        mine = sorted(
            (other for who, other in pairs if who == person), key=lambda other: self.of_person(person, other)
        )
        return mine.index(post), self.person_draw[person]


def blocking(given: Market, run: Settings) -> list[tuple[str, str]]:
    """Pairs that both sides would choose if they could."""
    result = match(given, run)
    likes = Preferences(given, run)
    found = considered(given, run)
    people, posts = sorted(likes.people), sorted(likes.posts)
    pairs = {(people[a], posts[b]) for a, b in zip(found.person.tolist(), found.post.tolist(), strict=True)}
    fixed = {(m.candidate, m.post) for m in result.matches if m.fixed}
    chosen = {(m.candidate, m.post) for m in result.matches} - fixed
    return [
        pair
        for pair in sorted(pairs - chosen)
        if post_would(pair, chosen, fixed, likes) and home_would(pair, pairs, chosen, fixed, likes, given)
    ]


def post_would(pair, chosen, fixed, likes) -> bool:
    post: Post = likes.posts[pair[1]]
    held = [other for other in chosen if other[1] == post.key]
    room = post.places - sum(other == post.key for _, other in fixed)
    return len(held) < room or any(likes.of_post(*pair) < likes.of_post(*other) for other in held)


def home_would(pair, pairs, chosen, fixed, likes, given) -> bool:
    """Whether person and home body would take the pair, giving up at most one that they like less."""
    person: Candidate = likes.people[pair[0]]
    mine = [other for other in chosen if other[0] == person.key]
    room = person.placements - sum(who == person.key for who, _ in fixed)
    if len(mine) >= room:
        return any(likes.of_person(*pair) < likes.of_person(*other) for other in mine)
    most = {body.key: body.most for body in given.bodies}[person.home]
    at_home = {c.key for c in given.candidates if c.home == person.home}
    held = [other for other in chosen if other[0] in at_home]
    if most is None or len(held) < most - sum(who in at_home for who, _ in fixed):
        return True
    return any(likes.turn(*pair, pairs) < likes.turn(*other, pairs) for other in held)


@given(markets())
@hypothesis_settings(max_examples=60, deadline=None)
def test_no_pair_blocks_a_stable_matching(drawn):
    assert blocking(drawn, settings()) == []


@given(markets(hard=True, most_people=8))
@hypothesis_settings(max_examples=25, deadline=None)
def test_no_pair_blocks_where_hard_rules_thin_out_the_market(drawn):
    assert blocking(drawn, settings(longest_list=2)) == []


def test_no_pair_blocks_what_the_coordinator_left_over():
    people = [candidate(f"c{n}", ranking=("p1", "p2")) for n in range(5)]
    given = market(people, [post("p1", places=2), post("p2", places=1)], decisions=[fix("c4", "p1")])
    assert blocking(given, settings()) == []
    assert ("c4", "p1") in {(m.candidate, m.post) for m in match(given, settings()).matches}


def test_the_check_itself_finds_a_blocking_pair():
    """The judge above is no rubber stamp: it objects to a matching that was not made by the rules."""
    people = [candidate("a", ranking=("p1",)), candidate("b", ranking=("p1",))]
    likes = Preferences(market(people, [post("p1", ranking=("a", "b"))]), settings())
    given = market(people, [post("p1", ranking=("a", "b"))])
    pairs = {("a", "p1"), ("b", "p1")}
    assert post_would(("a", "p1"), {("b", "p1")}, set(), likes)
    assert home_would(("a", "p1"), pairs, {("b", "p1")}, set(), likes, given)
    assert not post_would(("b", "p1"), {("a", "p1")}, set(), likes)


def test_people_get_the_best_stable_post():
    """The textbook case: each wants what the other has; proposals by people give people their first choice."""
    people = [candidate("a", ranking=("p1", "p2")), candidate("b", ranking=("p2", "p1"))]
    posts = [post("p1", ranking=("b", "a")), post("p2", ranking=("a", "b"))]
    result = match(market(people, posts), settings())
    assert [(m.candidate, m.post) for m in result.matches] == [("a", "p1"), ("b", "p2")]
