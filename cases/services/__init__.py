"""Writes: keyword-only functions, one transaction each, in the order guard, lock, write, audit."""
