"""Asking the serving engine about every image of a data set."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from mlcore.colour import colour_numbers
from mlcore.findings import Outcome
from mlcore.serving.decoding import Decoder
from mlcore.serving.errors import UnreadableImageError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy.typing as npt

    from mlcore.dataset import Item
    from mlcore.findings import Finding
    from mlcore.seen import Seen
    from mlcore.serving.classifier import Classifier


class EvaluationRefusedError(Exception):
    """Figures on these images would mean nothing: `files` are to blame."""

    def __init__(self, sentence: str, files: list[str]) -> None:
        """Take what is said and which files it is about."""
        super().__init__(sentence)
        self.files = files


@dataclass(frozen=True, eq=False)
class Answers:
    """What was said about each item, in the items' order; `colours` [N, 6] are their colour numbers."""

    items: Sequence[Item]
    findings: list[Finding]
    colours: npt.NDArray[np.float64]

    @property
    def outcomes(self) -> dict[str, int]:
        """Count of every outcome."""
        found = [finding.outcome for finding in self.findings]
        return {outcome.value: found.count(outcome) for outcome in Outcome}


@dataclass(eq=False)
class _Blame:
    unreadable: list[str] = field(default_factory=list)
    seen_in_training: list[str] = field(default_factory=list)


def collect(
    classifier: Classifier,
    items: Sequence[Item],
    seen: Seen,
    progress: Callable[[int, int], None],
) -> Answers:
    """Answers about all items, none of which training may have `seen`, whole, in part or by its group.

    Raises:
        EvaluationRefusedError: some are or do, or cannot be decoded.
    """
    findings: list[Finding] = []
    colours: list[npt.NDArray[np.float64]] = []
    blame = _Blame()
    with Decoder() as decoder:
        for count, item in enumerate(items, start=1):
            progress(count, len(items))
            try:
                pixels = decoder.decode(item.path.read_bytes(), copies=False).pixels
            except (UnreadableImageError, OSError):
                blame.unreadable.append(item.file)
                continue
            if seen.holds(pixels, item.group):
                blame.seen_in_training.append(item.file)
            elif not blame.seen_in_training:
                findings.append(classifier.classify(pixels))
                colours.append(colour_numbers(pixels))
    _refuse(blame)
    return Answers(items, findings, np.array(colours))


def _refuse(blame: _Blame) -> None:
    if blame.seen_in_training:
        sentence = (
            "Images are in the model's training data, or show tissue or are of a group that is; "
            "figures on them mean nothing."
        )
        raise EvaluationRefusedError(sentence, blame.seen_in_training)
    if blame.unreadable:
        raise EvaluationRefusedError("Images cannot be decoded.", blame.unreadable)
