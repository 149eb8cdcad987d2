"""The page of a round shows the halves of a swap together, and says in words what is decided about both."""

from secondments.actions import nominations
from secondments.models import Nomination
from tests.factories.secondments import TODAY, on
from tests.secondments.doors import visitor
from tests.secondments.test_swaps import fresh, gathered


def test_both_halves_stand_together_and_are_matched_together(cast):
    pair = cast.swapped_people(*cast.swap())
    row = gathered(cast, pair)
    page = visitor(cast.officer).get(row.get_absolute_url()).content.decode()
    assert page.count("Half of a swap") == 2
    assert (
        page.count('<summary class="govuk-details__summary">') == 2
    )  # why, also about the department's own person
    assert "Both halves are matched: the two people change places." in page
    for one in pair:
        assert page.index("Swaps</h2>") < page.index(one.candidate.person.name)
    welsh = visitor(cast.officer).get(f"/cy{row.get_absolute_url()}").content.decode()
    assert "ddau hanner wedi’u paru" in welsh


def test_neither_half_and_one_half_alone_are_said_in_words(cast):
    pair = cast.swapped_people(*cast.swap())
    with on(TODAY):
        nominations.decline(nomination=pair[1], note="Not now.", by=cast.lead)
    row = gathered(cast, pair)
    client = visitor(cast.officer)
    page = client.get(row.get_absolute_url()).content.decode()
    assert "Neither half is matched" in page and page.count("nobody matched") == 2
    Nomination.objects.filter(pk=pair[0].pk).update(decision="match")
    page = client.get(row.get_absolute_url()).content.decode()
    assert "Only one half is matched. Decide both alike" in page and page.count("nobody matched") == 1


def test_halves_are_no_swap_any_more_once_they_are_untied(cast):
    from secondments.actions import swaps

    pair = cast.swapped_people(*cast.swap())
    row = gathered(cast, pair)
    with on(TODAY):
        swaps.untie(opportunity=fresh(pair[0].opportunity)[0], reason="They parted.", by=cast.officer)
    page = visitor(cast.officer).get(row.get_absolute_url()).content.decode()
    assert "Half of a swap" not in page and "Swaps</h2>" not in page
