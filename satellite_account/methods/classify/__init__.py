"""Classifications, and the weighted ways between them."""
