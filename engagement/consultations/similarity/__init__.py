"""Near-identical texts: which responses are one campaign, and which only look like it.

Plain Python and arrays; knows no model. Modules that need arrays import numpy, so only the worker imports those.
"""
