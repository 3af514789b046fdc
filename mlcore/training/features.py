"""Fused features of every picture and of its augmented copies, computed once and kept.

The frozen backbone runs in the engine that also serves it, several times as fast as in Keras. Finished parts
are files under the cache, so a killed run goes on where it stopped.
"""

from __future__ import annotations

import hashlib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property, partial
from typing import TYPE_CHECKING, Final

import numpy as np

from mlcore.cells import find_cells
from mlcore.cells.attention import draw_white_cells
from mlcore.serving.preprocessing import cover_corner
from mlcore.training.augmentation import augment
from mlcore.training.exporting import Engine, export_graph
from mlcore.training.networks.graphs import FeatureGraph
from mlcore.training.pictures import files_digest, read_square
from mlcore.training.progress import Progress

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import numpy.typing as npt

    from mlcore.training.augmentation.values import Pixels
    from mlcore.training.networks.backbones import Backbone
    from mlcore.training.recipe import Recipe

    Floats = npt.NDArray[np.float32]

PART: Final = 128
BATCH: Final = 16
DRAWING_THREADS: Final = 2


@dataclass(frozen=True)
class Pictures:
    """Picture files and the part that each belongs to."""

    paths: Sequence[Path]
    parts: Sequence[int]

    def mates(self, index: int) -> Sequence[int]:
        """Pictures of the same part."""
        return self._members[self.parts[index]]

    @cached_property
    def _members(self) -> dict[int, list[int]]:
        members: dict[int, list[int]] = {}
        for index, part in enumerate(self.parts):
            members.setdefault(part, []).append(index)
        return members


@dataclass(frozen=True)
class FeatureSource:
    """The frozen backbone as an engine, and where its answers are kept."""

    recipe: Recipe
    backbone: Backbone
    engine: Engine
    folder: Path

    def read(
        self, paths: Sequence[Path], copies: int, what: str, parts: Sequence[int] | None = None
    ) -> Floats:
        """Features [copies + 1, N, D] of pictures: first as they are, then each augmented copy.

        `parts` [N] numbers the part that each picture belongs to; only pictures of its own part lend a copy
        their surroundings, so that leaving a part out leaves out all that is seen of it. None is one part.
        """
        shared = Pictures(paths, parts or [0] * len(paths))
        folder = self.folder / files_digest(paths)
        if self.recipe.augmentation.transplant:
            folder /= hashlib.sha256(repr(shared.parts).encode()).hexdigest()[:16]
        folder.mkdir(parents=True, exist_ok=True)
        progress = Progress(f"Features of {what}", len(paths) * (copies + 1))
        return np.stack([self._copy(shared, copy, folder, progress) for copy in range(copies + 1)])

    def _copy(self, pictures: Pictures, copy: int, folder: Path, progress: Progress) -> Floats:
        starts = range(0, len(pictures.paths), PART)
        return np.concatenate([self._part(pictures, copy, start, folder, progress) for start in starts])

    def _part(self, pictures: Pictures, copy: int, start: int, folder: Path, progress: Progress) -> Floats:
        kept = folder / f"copy{copy}-{start}.npy"
        chosen = range(start, min(start + PART, len(pictures.paths)))
        if kept.is_file():
            progress.skip(len(chosen))
            return np.asarray(np.load(kept))
        parts = []
        with ThreadPoolExecutor(DRAWING_THREADS) as pool:
            for drawn, white_cells in pool.map(partial(self._draw, pictures, copy), _batches(chosen)):
                parts.append(self.engine(drawn, white_cells)["features"])
                progress.advance(len(drawn))
        features = np.concatenate(parts)
        unfinished = kept.with_suffix(".unfinished.npy")
        np.save(unfinished, features)
        unfinished.replace(kept)
        return features

    def _draw(self, pictures: Pictures, copy: int, batch: Sequence[int]) -> tuple[Pixels, Pixels | None]:
        drawn = np.stack([self._picture(pictures, index, copy) for index in batch])
        return drawn, self.white_cells(drawn)

    def _picture(self, pictures: Pictures, index: int, copy: int) -> Pixels:
        """Copy 0 is the picture itself."""
        if copy == 0:
            return self.plain(pictures.paths[index])
        draw = np.random.default_rng([self.recipe.seed, copy, index])
        mates, policy = pictures.mates(index), self.recipe.augmentation
        lender = mates[int(draw.integers(len(mates)))]
        plain = self.plain(pictures.paths[index])
        other = self.plain(pictures.paths[lender]) if policy.transplant else plain
        return augment(plain, policy, draw, other)

    def white_cells(self, pictures: Pixels) -> Pixels | None:
        """Masks [N, S, S] of the white cells in pictures [N, S, S, 3], of a member that is told of them."""
        rim, size = self.recipe.white_cell_rim, pictures.shape[2:0:-1]
        if rim is None:
            return None
        return np.stack([draw_white_cells(find_cells(own), size, size, rim) for own in pictures])

    def plain(self, path: Path) -> Pixels:
        """Pixels of a picture as it is, its corner covered."""
        return cover_corner(read_square(path, self.recipe.input_size), self.recipe.corner)


def open_source(recipe: Recipe, backbone: Backbone, cache: Path) -> FeatureSource:
    """Source whose cache belongs to this backbone and these augmentations; exports the backbone once."""
    folder = cache / recipe.features_key(backbone.weights_sha256, backbone.taps)
    graph = folder / "backbone.onnx"
    if not graph.is_file():
        unfinished = folder / "backbone.unfinished.onnx"
        attentive = recipe.white_cell_rim is not None
        export_graph(FeatureGraph(backbone, recipe.corner, attentive=attentive), unfinished)
        unfinished.replace(graph)
    return FeatureSource(recipe, backbone, Engine(graph), folder)


def _batches(indices: range) -> list[range]:
    return [indices[start : start + BATCH] for start in range(0, len(indices), BATCH)]
