"""Refusals of a training run."""

from __future__ import annotations


class TrainingError(Exception):
    """A run cannot start, or cannot go on, as it was asked for; the message says what to change."""


class ParityError(TrainingError):
    """The exported graph departs from the Keras network by more than the tolerance."""
