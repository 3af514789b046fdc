"""Finding an image again, whole or in part, among the images that a model was trained on.

Two fields photographed side by side share tissue, shifted. Small patches around salient points look the same
in both; patches that agree on one shift tell an overlap from a coincidence.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

import numpy as np

from mlcore.filters import box_blur, grey, window_max

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
MIN_SIMILARITY: Final = 0.92
MIN_VOTES: Final = 9
MIN_SHARE: Final = 0.1
MIN_AGREEMENT: Final = 0.4
"""Least share of the points in the common area whose patches agree: in a chance likeness only some do."""

SHIFT_TOLERANCE: Final = 4


@dataclass(frozen=True, eq=False)
class Fingerprint:
    """What is kept of one image.

    `sha256` of its decoded pixels; `size` (width, height); `points` int16 [K, 2] (x, y);
    `patches` int8 [K, GRID * GRID], of length 127.
    """

    sha256: str
    size: tuple[int, int]
    points: npt.NDArray[np.int16]
    patches: npt.NDArray[np.int8]


@dataclass(frozen=True)
class Match:
    """Image `index` of the training data is the one asked about, or shows the share `share` of its tissue.

    `votes` counts the patches that agree on the shift.
    """

    index: int
    kind: Literal["same", "overlap"]
    votes: int
    share: float


def fingerprint(pixels: npt.NDArray[np.uint8]) -> Fingerprint:
    """Fingerprint of an upright RGB image [H, W, 3]."""
    digest = hashlib.sha256(str(pixels.shape).encode() + np.ascontiguousarray(pixels).tobytes()).hexdigest()
    fine = box_blur(grey(pixels), 1, passes=2)
    coarse = box_blur(fine, 6, passes=2)
    points = _salient_points(np.abs(fine - coarse))
    return Fingerprint(digest, (pixels.shape[1], pixels.shape[0]), points, _patches(fine, points))


class FingerprintIndex:
    """Fingerprints of all training images, searched at once."""

    def __init__(self, fingerprints: Sequence[Fingerprint]) -> None:
        """Stack the fingerprints; matches name them by their place in the sequence."""
        self._fingerprints = tuple(fingerprints)
        self._places = {own.sha256: index for index, own in enumerate(self._fingerprints)}
        self._sizes = np.array([own.size for own in self._fingerprints], np.int64).reshape(-1, 2)
        self._counts = np.array([len(own.points) for own in self._fingerprints], np.int64)
        self._owners = np.repeat(np.arange(len(self)), self._counts)
        self._points = np.concatenate(
            [np.zeros((0, 2), np.int64), *(own.points for own in self._fingerprints)]
        )
        patches = [np.zeros((0, GRID * GRID), np.int8), *(own.patches for own in self._fingerprints)]
        self._units = np.concatenate(patches).astype(np.float32).T / 127

    def __len__(self) -> int:
        """Count the training images."""
        return len(self._fingerprints)

    def matches(self, wanted: Fingerprint) -> list[Match]:
        """Training images that are `wanted` or share tissue with it, the surest first."""
        same = self._places.get(wanted.sha256)
        found = [] if same is None else [Match(same, "same", len(wanted.points), 1.0)]
        best: dict[int, Match] = {}
        for match in self._overlaps(wanted):
            if match.index != same and match.votes > best.get(match.index, _NO_MATCH).votes:
                best[match.index] = match
        return found + sorted(best.values(), key=lambda match: (-match.votes, match.index))

    def _overlaps(self, wanted: Fingerprint) -> list[Match]:
        """Every (image, shift) that enough patches agree on; an image may occur more than once."""
        similar = (wanted.patches.astype(np.float32) / 127) @ self._units > MIN_SIMILARITY
        mine, theirs = np.divmod(np.flatnonzero(similar), max(1, len(self._owners)))
        shifts = (self._points[theirs] - wanted.points[mine]) * 2 // SHIFT_TOLERANCE
        owners = self._owners[theirs]
        found: list[Match] = []
        for offset in ((0, 0), (0, 1), (1, 0), (1, 1)):
            keys = _pack(owners, (shifts + offset) // 2)
            groups, counts = np.unique(keys, return_counts=True)
            enough = counts >= MIN_VOTES
            places, cells = _unpack(groups[enough])
            moved = cells * SHIFT_TOLERANCE - np.array(offset) * SHIFT_TOLERANCE // 2
            shares = _shares(moved, np.array(wanted.size), self._sizes[places])
            expected = shares * np.minimum(self._counts[places], len(wanted.points)) * MIN_AGREEMENT
            sure = (shares >= MIN_SHARE) & (counts[enough] >= expected)
            rows = zip(
                places[sure].tolist(), counts[enough][sure].tolist(), shares[sure].tolist(), strict=True
            )
            found += [Match(place, "overlap", votes, share) for place, votes, share in rows]
        return found

    def save(self, path: Path) -> None:
        """Write an npz file without pickled objects."""
        np.savez_compressed(
            path,
            hashes=np.array([own.sha256 for own in self._fingerprints], dtype="S64"),
            sizes=self._sizes,
            counts=self._counts,
            points=self._points.astype(np.int16),
            patches=np.rint(self._units.T * 127).astype(np.int8),
        )

    @classmethod
    def load(cls, path: Path) -> FingerprintIndex:
        """Read what `save` wrote."""
        with np.load(path, allow_pickle=False) as arrays:
            ends = np.cumsum(arrays["counts"])
            points, patches = (np.split(arrays[name], ends)[:-1] for name in ("points", "patches"))
            sizes = [(int(width), int(height)) for width, height in arrays["sizes"]]
            hashes = [sha256.decode() for sha256 in arrays["hashes"]]
        return cls([Fingerprint(*parts) for parts in zip(hashes, sizes, points, patches, strict=True)])


_NO_MATCH: Final = Match(-1, "overlap", 0, 0.0)
_SPAN: Final = 2**15


def _pack(owners: Ints, cells: Ints) -> Ints:
    """One number for an image and a cell of shifts."""
    return (owners * 2 * _SPAN + cells[:, 0] + _SPAN) * 2 * _SPAN + cells[:, 1] + _SPAN


def _unpack(keys: Ints) -> tuple[Ints, Ints]:
    """Inverse of `_pack`: images [N] and cells [N, 2]."""
    rest, second = np.divmod(keys, 2 * _SPAN)
    places, first = np.divmod(rest, 2 * _SPAN)
    return places, np.column_stack([first, second]) - _SPAN


def _shares(shifts: Ints, size: Ints, others: Ints) -> Floats:
    """Share [N] of the smaller image that both show when one lies at `shifts` [N, 2] in the other."""
    sides = np.minimum(others, size + shifts) - np.maximum(0, shifts)
    common = np.maximum(sides, 0).prod(axis=1)
    return np.asarray(common / np.minimum(others.prod(axis=1), size.prod()), np.float32)


def _salient_points(saliency: Floats) -> npt.NDArray[np.int16]:
    """Strongest local maxima [K, 2] (x, y), away from the border and from a burnt-in lower right corner."""
    height, width = saliency.shape
    margin = PATCH // 2
    peaks = saliency >= window_max(saliency, 4)
    peaks[:margin], peaks[-margin:], peaks[:, :margin], peaks[:, -margin:] = False, False, False, False
    peaks[int(height * 0.85) :, int(width * 0.75) :] = False
    rows, columns = np.nonzero(peaks)
    count = min(MAX_POINTS, max(POINTS_PER_TILE, POINTS_PER_TILE * height * width // 224**2))
    strongest = np.argsort(-saliency[rows, columns], kind="stable")[:count]
    return np.column_stack([columns[strongest], rows[strongest]]).astype(np.int16)


def _patches(grey: Floats, points: npt.NDArray[np.int16]) -> npt.NDArray[np.int8]:
    """Grid of samples around each point, without brightness and contrast."""
    step = PATCH // GRID
    offsets = np.arange(GRID) * step - (GRID - 1) * step // 2
    rows = points[:, 1].astype(int)[:, None, None] + offsets[None, :, None]
    columns = points[:, 0].astype(int)[:, None, None] + offsets[None, None, :]
    values = grey[rows, columns].reshape(len(points), -1)
    values = values - values.mean(axis=1, keepdims=True)
    lengths = np.linalg.norm(values, axis=1, keepdims=True) + 1e-6
    return np.asarray(np.rint(values / lengths * 127), np.int8)
