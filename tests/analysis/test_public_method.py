"""How campaigns are counted is public from the first day; who was not heard is told by size, place and cause."""

import pytest
from django.test import Client
from django.urls import reverse

from engagement.consultations.models import Consultation
from foundation.directory.enums import Section
from tests.analysis.test_pages import client_of
from tests.factories.requests import organisation

OWN = "Identical responses are all counted; their text is read once."
OURS = "Where many people send the same text, it is read once"


@pytest.mark.parametrize(("method", "words"), [(OWN, OWN), ("", OURS)])
def test_the_method_is_on_the_page_while_it_is_open(cast, method, words):
    row = cast.consultation
    Consultation.objects.filter(pk=row.pk).update(campaign_method=method)
    page = Client().get(row.get_absolute_url()).content.decode()
    assert row.takes_responses() and words in page and "Register a campaign" in page
    assert words in client_of(cast.officer).get(reverse("analysis:home", args=[row.slug])).content.decode()


FEATURES = {
    "Size": ({"income": 5_000}, {"income": 5_000_000}, "Micro: under £10,000 a year"),
    "Nation": ({"nation": "wales"}, {"nation": "england"}, "Wales"),
    "Cause": ({"icnp_section": "A"}, {"icnp_section": "F"}, str(Section("A").label)),
}


@pytest.mark.parametrize("feature", FEATURES)
def test_who_is_missing_is_told_by_each_feature_of_the_directory(cast, feature):
    missing, there, name = FEATURES[feature]
    for number in range(60):
        body = organisation(f"Quiet body {number}")
        for field, value in missing.items():
            setattr(body, field, value)
        body.save()
    for _time in range(12):
        cast.from_body("We pay for night buses ourselves.", **there)
    here = reverse("analysis:heard", args=[cast.consultation.slug])
    page = client_of(cast.officer).get(here).content.decode()
    assert f"<li>{feature}: <strong><bdi>{name}</bdi></strong>, 0 answered" in page
    assert "There is time until" in page
