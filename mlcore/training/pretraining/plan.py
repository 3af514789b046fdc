"""How a backbone is pre-trained, and what came of it: fields of the recipe."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from pathlib import Path

NOT_IMAGENET: Final = "pre-trained on single cells, not ImageNet"


@dataclass(frozen=True, slots=True)
class Pretrained:
    """What a finished pre-training left behind."""

    file: Path
    """Weights of the trunk, in the cache."""
    classes: tuple[str, ...]
    pictures: int
    """Those learnt from and those set aside together."""
    epochs: int
    """Epoch whose weights were kept, from 1."""
    validation_accuracy: float
    """Of that epoch, on the tenth that was set aside."""


@dataclass(frozen=True, slots=True)
class Pretraining:
    """End-to-end training on a folder that holds one folder of pictures per kind of cell."""

    folder: Path
    side: int = 112
    """Pictures are reduced to it: a fourth of the work, and near the size of the cells in a field of 224."""
    epochs: int = 10
    patience: int = 4
    """Epochs without a better validation loss after which training stops."""
    batch: int = 16
    learning_rate: float = 1e-3
    result: Pretrained | None = None

    def settings(self) -> dict[str, Any]:
        """The fields that decide the weights, beside the pictures themselves."""
        fields = asdict(self)
        return {name: value for name, value in fields.items() if name not in {"folder", "result"}}

    def as_json(self) -> dict[str, Any]:
        """The fields as plain values, for the bundle; of the folder its name alone, and no file."""
        said = {"note": NOT_IMAGENET, "folder": self.folder.name, **self.settings()}
        if self.result is None:
            return said
        fields = asdict(self.result)
        return {**said, "result": {name: value for name, value in fields.items() if name != "file"}}
