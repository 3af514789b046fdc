"""Finding an image again, whole or in part, among the images that a model was trained on.

Two fields photographed side by side share tissue, shifted. Small patches around salient points look the same
in both; patches that agree on one shift tell an overlap from a coincidence.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

import numpy as np
from PIL import Image, ImageFilter

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import numpy.typing as npt

    Floats = npt.NDArray[np.float32]
    Ints = npt.NDArray[np.int64]

POINTS_PER_TILE: Final = 64
MAX_POINTS: Final = 2048
PATCH: Final = 20
GRID: Final = 5
MIN_SIMILARITY: Final = 0.9
MIN_VOTES: Final = 4
SHIFT_TOLERANCE: Final = 4


@dataclass(frozen=True, eq=False)
class Fingerprint:
    """What is kept of one image.

    `sha256` of its decoded pixels; `points` int16 [K, 2] (x, y); `patches` int8 [K, GRID * GRID], length 127.
    """

    sha256: str
    points: npt.NDArray[np.int16]
    patches: npt.NDArray[np.int8]


@dataclass(frozen=True)
class Match:
    """Image `index` of the training data is the same as, or overlaps, the one asked about."""

    index: int
    kind: Literal["same", "overlap"]
    votes: int


def fingerprint(pixels: npt.NDArray[np.uint8]) -> Fingerprint:
    """Fingerprint of an upright RGB image [H, W, 3]."""
    digest = hashlib.sha256(str(pixels.shape).encode() + np.ascontiguousarray(pixels).tobytes()).hexdigest()
    grey = Image.fromarray(pixels).convert("L")
    fine = np.asarray(grey.filter(ImageFilter.GaussianBlur(1.5)), np.float32)
    coarse = np.asarray(grey.filter(ImageFilter.GaussianBlur(5)), np.float32)
    points = _salient_points(np.abs(fine - coarse))
    return Fingerprint(digest, points, _patches(fine, points))


class FingerprintIndex:
    """Fingerprints of all training images, searched at once."""

    def __init__(self, fingerprints: Sequence[Fingerprint]) -> None:
        """Stack the fingerprints; matches name them by their place in the sequence."""
        self.hashes = [own.sha256 for own in fingerprints]
        self.counts = np.array([len(own.points) for own in fingerprints], np.int64)
        self.points = np.concatenate([own.points for own in fingerprints] or [np.zeros((0, 2), np.int16)])
        empty = np.zeros((0, GRID * GRID), np.int8)
        self.patches = np.concatenate([own.patches for own in fingerprints] or [empty])
        self._prepare()

    def _prepare(self) -> None:
        self._owners = np.repeat(np.arange(len(self.counts)), self.counts)
        self._units = self.patches.astype(np.float32).T / 127
        self._places: dict[str, int] = {sha256: index for index, sha256 in enumerate(self.hashes)}

    def matches(self, wanted: Fingerprint) -> list[Match]:
        """Training images that are `wanted` or share tissue with it, the surest first."""
        same = self._places.get(wanted.sha256)
        found = [] if same is None else [Match(same, "same", len(wanted.points))]
        owners, votes = self._votes(wanted)
        order = np.argsort(-votes, kind="stable")
        overlaps = [Match(int(owners[own]), "overlap", int(votes[own])) for own in order if votes[own] >= MIN_VOTES]
        return found + [match for match in overlaps if match.index != same]

    def _votes(self, wanted: Fingerprint) -> tuple[Ints, Ints]:
        """Images with similar patches, and how many of their patches agree on one shift."""
        similar = (wanted.patches.astype(np.float32) / 127) @ self._units > MIN_SIMILARITY
        mine, theirs = np.nonzero(similar)
        shifts = self.points[theirs].astype(np.int64) - wanted.points[mine]
        owners = self._owners[theirs]
        best = np.zeros(len(self.counts), np.int64)
        for offset in ((0, 0), (0, 1), (1, 0), (1, 1)):
            cells = (shifts * 2 // SHIFT_TOLERANCE + np.array(offset)) // 2
            keys = np.column_stack([owners, cells, mine])
            rows = np.unique(keys, axis=0)[:, :3]
            groups, counts = np.unique(rows, axis=0, return_counts=True)
            np.maximum.at(best, groups[:, 0], counts)
        found = np.flatnonzero(best)
        return found, best[found]

    def save(self, path: Path) -> None:
        """Write an npz file without pickled objects."""
        np.savez_compressed(
            path,
            hashes=np.array(self.hashes, dtype="S64"),
            counts=self.counts,
            points=self.points,
            patches=self.patches,
        )

    @classmethod
    def load(cls, path: Path) -> FingerprintIndex:
        """Read what `save` wrote."""
        with np.load(path, allow_pickle=False) as arrays:
            index = cls([])
            index.hashes = [sha256.decode() for sha256 in arrays["hashes"]]
            index.counts, index.points, index.patches = arrays["counts"], arrays["points"], arrays["patches"]
        index._prepare()
        return index


def _salient_points(saliency: Floats) -> npt.NDArray[np.int16]:
    """Strongest local maxima [K, 2] (x, y), away from the border and from a burnt-in lower right corner."""
    height, width = saliency.shape
    margin = PATCH // 2
    peaks = saliency >= _window_max(saliency, 4)
    peaks[:margin], peaks[-margin:], peaks[:, :margin], peaks[:, -margin:] = False, False, False, False
    peaks[int(height * 0.85) :, int(width * 0.75) :] = False
    rows, columns = np.nonzero(peaks)
    count = min(MAX_POINTS, max(POINTS_PER_TILE, POINTS_PER_TILE * height * width // 224**2))
    strongest = np.argsort(-saliency[rows, columns], kind="stable")[:count]
    return np.column_stack([columns[strongest], rows[strongest]]).astype(np.int16)


def _window_max(values: Floats, radius: int) -> Floats:
    """Largest value within `radius` of each pixel, along both axes."""
    for axis in (0, 1):
        values = np.max([np.roll(values, shift, axis) for shift in range(-radius, radius + 1)], axis=0)
    return values


def _patches(grey: Floats, points: npt.NDArray[np.int16]) -> npt.NDArray[np.int8]:
    """Grid of samples around each point, without brightness and contrast."""
    step = PATCH // GRID
    offsets = np.arange(GRID) * step - (GRID - 1) * step // 2
    rows = points[:, 1].astype(int)[:, None, None] + offsets[None, :, None]
    columns = points[:, 0].astype(int)[:, None, None] + offsets[None, None, :]
    values = grey[rows, columns].reshape(len(points), -1)
    values = values - values.mean(axis=1, keepdims=True)
    lengths = np.linalg.norm(values, axis=1, keepdims=True) + 1e-6
    return np.rint(values / lengths * 127).astype(np.int8)
