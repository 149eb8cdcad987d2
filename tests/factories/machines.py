"""A department's system as the API sees it."""

from django.test import Client


class Machine(Client):
    """A bearer token in each request, JSON in each body."""

    def __init__(self, token, **options):
        self.token = token
        super().__init__(
            headers={"authorization": f"Bearer {token}"}, raise_request_exception=False, **options
        )

    def send(self, path, data=None, **headers):
        """POST; `If_Match="…"` and the like become headers."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.post(path, {} if data is None else data, content_type="application/json", headers=named)
