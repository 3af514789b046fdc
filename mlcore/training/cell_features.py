"""Features of single white cells of pictures and of their changed copies, computed once and kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from mlcore.cells import find_cells
from mlcore.cells.crops import chosen_cells, cut_crops
from mlcore.serving.preprocessing import cover_corner
from mlcore.training.augmentation.single_cells import augmented_crop
from mlcore.training.exporting import Engine, export_graph
from mlcore.training.networks.graphs import FeatureGraph
from mlcore.training.pictures import files_digest, read_picture
from mlcore.training.progress import Progress

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import numpy.typing as npt

    from mlcore.training.augmentation.values import Pixels
    from mlcore.training.networks.backbones import Backbone
    from mlcore.training.recipe import CellRecipe, Recipe

    Floats = npt.NDArray[np.float32]
    Ints = npt.NDArray[np.int64]

PART: Final = 128
BATCH: Final = 32
ALIKE: Final = 0.25
"""How far, in natural logarithms, a ruler may be from that of its folder before the latter is believed."""


@dataclass(frozen=True, eq=False)
class CellFeatures:
    """Features [copies + 1, M, D] of M cells, and the picture of each [M]."""

    features: Floats
    pictures: Ints

    def of(self, rows: Ints, count: int) -> CellFeatures:
        """Cells of some of `count` pictures, which are numbered anew in the order of `rows`."""
        place = np.full(count, -1, np.int64)
        place[rows] = np.arange(len(rows))
        mine = place[self.pictures] >= 0
        return CellFeatures(self.features[:, mine], place[self.pictures[mine]])


@dataclass(frozen=True)
class CellSource:
    """The frozen backbone as an engine for crops, and where its answers are kept."""

    recipe: Recipe
    cells: CellRecipe
    backbone: Backbone
    engine: Engine
    folder: Path

    def read(
        self, paths: Sequence[Path], copies: int, what: str, diameter: float | None = None
    ) -> CellFeatures:
        """Features of the white cells of pictures; `diameter` is that of a red cell in nearly all of them."""
        folder = self.folder / files_digest(paths)
        folder.mkdir(parents=True, exist_ok=True)
        progress = Progress(f"White cells of {what}, pictures", len(paths))
        parts = [
            self._part(paths[start : start + PART], start, copies, folder, diameter, progress)
            for start in range(0, len(paths), PART)
        ]
        return CellFeatures(
            np.concatenate([part.features for part in parts], axis=1),
            np.concatenate([part.pictures for part in parts]),
        )

    def _part(
        self,
        paths: Sequence[Path],
        start: int,
        copies: int,
        folder: Path,
        diameter: float | None,
        progress: Progress,
    ) -> CellFeatures:
        kept = folder / f"cells{copies}-{start}.npz"
        if kept.is_file():
            progress.skip(len(paths))
            with np.load(kept, allow_pickle=False) as arrays:
                return CellFeatures(arrays["features"], arrays["pictures"])
        pictures, crops = [], []
        for number, path in enumerate(paths, start):
            own = self.crops(path, number, copies, diameter)
            crops.append(own)
            pictures += [number] * own.shape[1]
            progress.advance()
        found = CellFeatures(self._features(np.concatenate(crops, axis=1)), np.array(pictures, np.int64))
        unfinished = kept.with_suffix(".unfinished.npz")
        np.savez(unfinished, features=found.features, pictures=found.pictures)
        unfinished.replace(kept)
        return found

    def crops(self, path: Path, number: int, copies: int, diameter: float | None = None) -> Pixels:
        """Crops [copies + 1, cells, S, S, 3] of the cells of one picture, as they are and changed."""
        pixels = self._plain(path)
        found, rule = find_cells(pixels), self.cells.crop
        chosen, size = chosen_cells(found, rule), _believed(found.diameter, diameter)
        crops = [cut_crops(pixels, chosen, size, rule)]
        for copy in range(1, copies + 1):
            draw = np.random.default_rng([self.recipe.seed, copy, number])
            own = [augmented_crop(pixels, cell, size, rule, self.cells.augmentation, draw) for cell in chosen]
            crops.append(np.stack(own) if own else crops[0])
        return np.stack(crops)

    def _plain(self, path: Path) -> Pixels:
        """A picture as it is, the corner covered of one that has the size of a tile."""
        pixels, size = read_picture(path), self.recipe.input_size
        if self.recipe.corner is not None and pixels.shape[:2] == (size, size):
            return cover_corner(pixels, self.recipe.corner)
        return pixels

    def _features(self, crops: Pixels) -> Floats:
        copies, count, *shape = crops.shape
        if not count:
            depth = sum(int(tap.shape[-1]) for tap in self.backbone.network.outputs)
            return np.zeros((copies, 0, depth), np.float32)
        flat = crops.reshape(copies * count, *shape)
        starts = range(0, len(flat), BATCH)
        parts = [self.engine(flat[start : start + BATCH])["features"] for start in starts]
        return np.asarray(np.concatenate(parts).reshape(copies, count, -1), np.float32)


def open_cell_source(recipe: Recipe, cells: CellRecipe, backbone: Backbone, cache: Path) -> CellSource:
    """Source whose cache belongs to this backbone and these crops; exports the backbone once."""
    folder = cache / f"cells-{cells.features_key(recipe, backbone.weights_sha256, backbone.taps)}"
    graph = folder / "backbone.onnx"
    if not graph.is_file():
        unfinished = folder / "backbone.unfinished.onnx"
        export_graph(FeatureGraph(backbone, None), unfinished)
        unfinished.replace(graph)
    return CellSource(recipe, cells, backbone, Engine(graph), folder)


def _believed(measured: float | None, usual: float | None) -> float:
    """The measured diameter, unless the folder's usual one says that it is wrong or there is none."""
    if measured is None or (usual is not None and abs(np.log(measured / usual)) > ALIKE):
        return usual or 1.0
    return measured
