"""Everything that a fresh machine needs to run, test and check Front Door.

Runs on the system's own Python with the standard library alone: it is what makes the virtual environment.
"""
