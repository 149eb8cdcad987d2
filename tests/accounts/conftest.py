import re

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client

CODE = re.compile(r"^([A-Z]{3} [A-Z]{3})$", re.MULTILINE)


@pytest.fixture(autouse=True)
def fresh_allowances(settings):
    """Each test starts with nothing counted against anybody, and reads the mail that Django would send."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    cache.clear()


@pytest.fixture(autouse=True)
def one_page_to_go_to(settings):
    settings.ROOT_URLCONF = "tests.accounts.addresses"


class Visitor(Client):
    """A browser with somebody in front of it."""

    def ask_for_code(self, email, **data):
        return self.post("/sign-in/", {"email": email, **data})

    def newest_code(self):
        return CODE.findall(mail.outbox[-1].body)[0]

    def sign_in(self, email, **data):
        self.ask_for_code(email, **data)
        return self.post("/sign-in/code/", {"code": self.newest_code()})

    def code_page(self, code):
        return self.post("/sign-in/code/", {"code": code})

    @property
    def user_key(self):
        return self.session.get("_auth_user_id")


@pytest.fixture
def visitor():
    return Visitor()


@pytest.fixture
def another_visitor():
    return Visitor()
