"""Refusals of a bundle."""

from __future__ import annotations


class BundleError(Exception):
    """The folder is no bundle that this program can use; the message says why."""


class WrongHashError(BundleError):
    """A file of the bundle is not the one that bundle.json lists, so nothing of the bundle is loaded."""
