"""The words of the card."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mlcore.card.measured import measured_section
from mlcore.card.results import (
    answers_section,
    arithmetic_section,
    colour_section,
    failures_section,
)
from mlcore.card.sections import (
    data_section,
    gate_section,
    limits_section,
    model_section,
    pictures_section,
)
from mlcore.labels import DECISION_SUPPORT

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mlcore.bundle import Bundle


def card_text(bundle: Bundle, charts: Mapping[str, str]) -> str:
    """Markdown of the whole card; `charts` names the pictures, relative to the card."""
    sections = [
        f"# {bundle.name} {bundle.version}",
        f"**{DECISION_SUPPORT}**",
        model_section(bundle),
        data_section(bundle),
        answers_section(bundle),
        colour_section(bundle),
        measured_section(bundle),
        failures_section(bundle),
        gate_section(bundle),
        arithmetic_section(bundle),
        pictures_section(charts),
        limits_section(bundle),
    ]
    return "\n\n".join(section for section in sections if section) + "\n"
