"""Finding images again: the same, shifted, saved anew; and never an unrelated one."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image

from mlcore.dataset import read_dataset
from mlcore.fingerprints import FingerprintIndex, fingerprint
from tests.mlcore.fields import encoded, field

if TYPE_CHECKING:
    from pathlib import Path

SEEDS = range(12)


def large_field(seed: int) -> np.ndarray:
    return field(seed, (448, 448))


@pytest.fixture(scope="module")
def index() -> FingerprintIndex:
    """Of each large field, the tile that begins at (0, 0)."""
    return FingerprintIndex([fingerprint(large_field(seed)[:224, :224]) for seed in SEEDS])


def decoded(data: bytes) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(data)).convert("RGB"))


def test_the_same_image_is_found_as_the_same(index: FingerprintIndex) -> None:
    match = index.matches(fingerprint(large_field(3)[:224, :224]))[0]

    assert (match.index, match.kind) == (3, "same")


def test_an_image_saved_anew_is_found(index: FingerprintIndex) -> None:
    again = decoded(encoded(large_field(5)[:224, :224], "JPEG", quality=85))

    assert [match.index for match in index.matches(fingerprint(again))] == [5]


@pytest.mark.parametrize(("x", "y"), [(40, 0), (0, 90), (100, 30), (111, 60)])
def test_a_shifted_field_is_found_with_its_share(index: FingerprintIndex, x: int, y: int) -> None:
    found = [index.matches(fingerprint(large_field(seed)[y : y + 224, x : x + 224])) for seed in SEEDS]

    assert sum([match.index for match in own] == [seed] for seed, own in zip(SEEDS, found, strict=True)) >= 11
    shares = [own[0].share for own in found if own]
    assert np.median(shares) == pytest.approx((224 - x) * (224 - y) / 224**2, abs=0.05)


def test_unrelated_fields_are_not_found(index: FingerprintIndex) -> None:
    others = [fingerprint(field(seed)) for seed in range(500, 540)]

    assert [index.matches(own) for own in others] == [[]] * 40


def test_a_shared_scale_bar_is_no_overlap(index: FingerprintIndex) -> None:
    def stamped(seed: int) -> np.ndarray:
        pixels = field(seed)
        pixels[206:220, 186:222] = np.random.default_rng(0).integers(0, 256, (14, 36, 1))
        return pixels

    stamps = FingerprintIndex([fingerprint(stamped(seed)) for seed in range(700, 710)])

    assert stamps.matches(fingerprint(stamped(900))) == []


def test_an_index_survives_being_saved(index: FingerprintIndex, tmp_path: Path) -> None:
    path = tmp_path / "fingerprints.npz"
    index.save(path)

    loaded = FingerprintIndex.load(path)

    wanted = fingerprint(large_field(2)[50:274, 20:244])
    assert len(loaded) == len(index)
    assert loaded.matches(wanted) == index.matches(wanted)
    assert path.stat().st_size < 3000 * len(index)


def test_an_empty_index_finds_nothing(tmp_path: Path) -> None:
    FingerprintIndex([]).save(tmp_path / "empty.npz")

    assert FingerprintIndex.load(tmp_path / "empty.npz").matches(fingerprint(field(1))) == []


@pytest.mark.parametrize("shade", [0, 128])
def test_a_blank_picture_matches_no_other(index: FingerprintIndex, shade: int) -> None:
    assert index.matches(fingerprint(np.full((224, 224, 3), shade, np.uint8))) == []


@pytest.mark.needs_data("all4")
def test_real_overlaps_are_found_and_blocks_kept_apart(image_sets: Path) -> None:
    train, test = read_dataset(image_sets / "all4").split(0)
    known = [item for item in train if item.overlap_group in {"2177", "1168", "1550", "2140"}][:20] + list(
        train[:40]
    )
    own = FingerprintIndex([fingerprint(decoded(item.path.read_bytes())) for item in known])

    for item in known[:5]:
        assert own.matches(fingerprint(decoded(item.path.read_bytes())))[0].kind == "same"
    assert not any(own.matches(fingerprint(decoded(item.path.read_bytes()))) for item in test[::20])
