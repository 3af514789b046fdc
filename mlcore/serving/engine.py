"""One network of a bundle, run by ONNX Runtime."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from pathlib import Path

    import numpy.typing as npt

    Bytes = npt.NDArray[np.uint8]
    Floats = npt.NDArray[np.float32]

MAX_THREADS: Final = 8
WHITE_CELLS: Final = "white_cells"
OUTPUTS: Final = ["probabilities", "heatmaps", "features"]


@dataclass(frozen=True, eq=False)
class Outputs:
    """What one run gives of N tiles: probabilities [N, C], heatmaps [N, C, h, w] >= 0, features [N, D]."""

    probabilities: Floats
    heatmaps: Floats
    features: Floats


class Engine:
    """A session that is built once; running it is thread-safe."""

    def __init__(self, path: Path, threads: int | None = None) -> None:
        """Load the ONNX graph in `path`; `threads` None means one per usable core."""
        import onnxruntime  # noqa: PLC0415 - a fifth of a second that only serving processes pay

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads or _usable_cores()
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        # Threads that spin for the next run of one session take the cores from the session that runs now.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        self._session = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
        self._probabilities_alone = onnxruntime.RunOptions()
        self._probabilities_alone.only_execute_path_to_fetches = True
        self.is_attentive = any(given.name == WHITE_CELLS for given in self._session.get_inputs())
        """Whether the graph wants to be told where white cells lie."""

    def run(self, tiles: Bytes, white_cells: Bytes | None = None) -> Outputs:
        """Run the graph on uint8 RGB tiles [N, S, S, 3], an attentive one with masks [N, S, S]."""
        return Outputs(*self._session.run(OUTPUTS, _given(tiles, white_cells)))

    def probabilities(self, tiles: Bytes, white_cells: Bytes | None = None) -> Floats:
        """Probabilities [N, C] alone; what only heatmaps and features take is not computed."""
        given = _given(tiles, white_cells)
        return np.asarray(self._session.run(OUTPUTS[:1], given, self._probabilities_alone)[0])


def _given(tiles: Bytes, white_cells: Bytes | None) -> dict[str, Bytes]:
    return {"pixels": tiles} if white_cells is None else {"pixels": tiles, WHITE_CELLS: white_cells}


def _usable_cores() -> int:
    affinity = getattr(os, "sched_getaffinity", None)
    cores = len(affinity(0)) if affinity else os.cpu_count() or 1
    return min(cores, MAX_THREADS)
