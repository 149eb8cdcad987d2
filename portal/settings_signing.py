"""The outside e-signature service of agreements. Without one, people sign with their typed name and a second proof."""

from portal import env

ESIGN_PROVIDER = env.text("ESIGN_PROVIDER")
ESIGN_NAME = env.text("ESIGN_NAME", "the e-signature service")
ESIGN_URL = env.text("ESIGN_URL")
ESIGN_SECRET = env.text("ESIGN_SECRET")
ESIGN_TRUST = env.text("ESIGN_TRUST")
