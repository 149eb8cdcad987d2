"""Loading a public register's own extract: read and check, wait in a stage, merge in sets."""
