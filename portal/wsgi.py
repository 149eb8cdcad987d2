"""The web process. All that pages need is loaded before workers are forked, so that they share it."""

import gc
import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")

application = get_wsgi_application()
addresses = get_resolver().reverse_dict  # reads every address and so every view
# The collector would write to every object it looks at, and so copy what is shared.
gc.collect()
gc.freeze()
gc.set_threshold(10_000, 10, 10)  # a request makes hardly any rings; each look costs more than it finds
