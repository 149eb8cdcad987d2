"""The portal's settings for a worker beside the tests: their database, and a provider that can die."""

import os

from portal.settings import *  # noqa: F403
from portal.settings import DATABASES

DATABASES["default"]["NAME"] = os.environ["TEST_DATABASE"]
NOTIFICATIONS_PROVIDER = os.environ["TEST_PROVIDER"]
