"""`make bench`: services with data that lasts, then the measurements."""

import os
import signal

from ops import bootstrap, frontend, keys
from ops.crew import Crew, OnlyOne
from ops.paths import PYTHON
from ops.say import line
from ops.services import lasting


def bench() -> int:
    with OnlyOne("bench", "make bench"), Crew("bench") as crew:
        bootstrap.prepare(crew)
        frontend.build(crew)
        env = dict(os.environ) | lasting(crew, "bench-").env()
        env |= {"DEBUG": "0", "SITE_URL": "http://127.0.0.1:8000", "ALLOWED_HOSTS": "127.0.0.1,localhost"}
        env.setdefault("SECRET_KEY", keys.secret_key())
        env.setdefault("IDP_OIDC_PRIVATE_KEY", keys.identity_key())
        frontend.collect(crew, env)
        line()
        only = os.environ.get("ONLY", "").split()
        return crew.run(
            "bench", [PYTHON, "-m", "bench", *only], env=env, visible=True, politely=signal.SIGINT
        )
