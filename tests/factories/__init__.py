"""Rows for tests: each factory builds the least valid row of its kind."""
