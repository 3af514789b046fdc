"""The epochs of a pre-training, each kept on disk so that a killed one goes on after its last whole epoch."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from pathlib import Path

HISTORY_FILE = "history.json"


@dataclass(frozen=True)
class Course:
    """What a folder of the cache holds of one pre-training."""

    folder: Path

    def history(self) -> list[dict[str, float]]:
        """Figures of every finished epoch: loss, accuracy, and the same on what was set aside."""
        file = self.folder / HISTORY_FILE
        return list(json.loads(file.read_text())) if file.is_file() else []

    def best(self) -> int:
        """Finished epoch with the least validation loss, from 1; 0 before the first."""
        losses = [epoch["val_loss"] for epoch in self.history()]
        return int(np.argmin(losses)) + 1 if losses else 0

    def weights(self, epoch: int) -> Path:
        """File of the weights after an epoch, and of the optimiser's state."""
        return self.folder / f"epoch-{epoch}.weights.h5"

    def keep(self, network: Any, figures: dict[str, float]) -> None:  # noqa: ANN401 - Keras has no types
        """Write one more epoch down; only the best and the last weights stay."""
        history = [*self.history(), figures]
        self.folder.mkdir(parents=True, exist_ok=True)
        unfinished = self.folder / "unfinished.weights.h5"
        network.save_weights(unfinished, overwrite=True)
        unfinished.replace(self.weights(len(history)))
        written = self.folder / f"{HISTORY_FILE}.unfinished"
        written.write_text(json.dumps(history, indent=1))
        written.replace(self.folder / HISTORY_FILE)
        self.drop({self.best(), len(history)})

    def drop(self, kept: set[int]) -> None:
        """Remove the weights of all epochs but these."""
        wanted = {self.weights(epoch) for epoch in kept}
        for file in self.folder.glob("epoch-*.weights.h5"):
            if file not in wanted:
                file.unlink()
