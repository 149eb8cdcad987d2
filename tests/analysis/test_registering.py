"""Who registers a campaign: once, however often the button is pressed, and a few of them."""

import pytest
from django.db import transaction

from engagement.consultations.analysis import actions
from engagement.consultations.analysis.actions import campaigns
from engagement.consultations.analysis.models import Campaign, DistinctText
from engagement.consultations.similarity.normal import digest
from foundation.common.errors import Invalid, WrongState
from tests.consultations.test_turns import Beside
from tests.factories.analysis import Cast

TEXT = "Dear Minister, please give every village two buses each evening, also on Sundays and holidays."


def register(cast, text=TEXT):
    said = {"organiser": "Riverside", "name": "Two buses", "text": text}
    return actions.register(consultation=cast.consultation, by=cast.lead, **said)


@pytest.mark.django_db(transaction=True)
def test_pressed_twice_at_once_it_is_one_campaign_and_no_error_of_ours():
    cast = Cast()
    # Somebody sent the text already, so that it is nobody's insert for which the second has to wait.
    DistinctText.objects.create(consultation=cast.consultation, digest=digest(TEXT), body=TEXT, words=16)
    with transaction.atomic():
        register(cast)
        again = Beside(lambda: register(cast))
        assert again.waits()
    assert isinstance(again.result(), WrongState)
    assert Campaign.objects.count() == 1


@pytest.mark.django_db
def test_one_person_does_not_fill_the_list_of_those_who_decide():
    cast = Cast()
    for number in range(campaigns.MOST_REGISTERED):
        register(cast, f"{TEXT} Number {number}.")
    with pytest.raises(Invalid):
        register(cast, f"{TEXT} One more.")
    assert Campaign.objects.count() == campaigns.MOST_REGISTERED
