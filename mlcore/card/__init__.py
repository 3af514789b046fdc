"""The card of a model: what it answers, what it learned from, how well it does, where it must not be used."""

from __future__ import annotations

from mlcore.card.writing import CARD_FILE, write_card

__all__ = ["CARD_FILE", "write_card"]
