"""The civil society satellite account: sources, estimates, accounts, releases."""
