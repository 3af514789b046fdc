"""The colour space of a recipe is made inside the exported graph, from published formulas."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from mlcore.training.exporting import Engine, export_graph
from mlcore.training.networks.backbones import build_backbone
from mlcore.training.networks.colour_proof import convert_apart
from mlcore.training.networks.colour_spaces import convert
from mlcore.training.networks.graphs import FeatureGraph
from mlcore.training.networks.options import COLOUR_SPACES
from mlcore.training.recipe import Recipe

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.training

TINY = Recipe(backbone="alexnet", alpha=0.1, input_size=96, seed=3)


def converted(colour: tuple[float, float, float], colour_space: str) -> Any:
    return convert(np.array([[[colour]]], np.float32), colour_space)[0, 0, 0]


@pytest.mark.parametrize(
    ("colour", "lab"),
    [
        ((255, 0, 0), (53.24, 80.09, 67.20)),
        ((0, 255, 0), (87.73, -86.18, 83.18)),
        ((0, 0, 255), (32.30, 79.19, -107.86)),
        ((255, 255, 255), (100, 0, 0)),
        ((0, 0, 0), (0, 0, 0)),
    ],
)
def test_lab_of_well_known_colours(
    colour: tuple[float, float, float], lab: tuple[float, float, float]
) -> None:
    light, red_green, yellow_blue = np.asarray(converted(colour, "lab"))

    assert (light / 2.55, red_green - 128, yellow_blue - 128) == pytest.approx(lab, abs=0.02)


@pytest.mark.parametrize(
    ("colour", "ycbcr"),
    [
        ((255, 0, 0), (76.245, 84.97, 255.5)),
        ((0, 0, 255), (29.07, 255.5, 107.27)),
        ((90,) * 3, (90, 128, 128)),
    ],
)
def test_ycbcr_of_well_known_colours(
    colour: tuple[float, float, float], ycbcr: tuple[float, float, float]
) -> None:
    assert np.asarray(converted(colour, "ycbcr")) == pytest.approx(ycbcr, abs=0.01)


def test_pinks_on_both_sides_of_red_have_nearly_the_same_hue() -> None:
    bluish, yellowish = (float(converted(pink, "hsv")[0]) for pink in ((230, 180, 184), (230, 184, 180)))

    assert bluish == pytest.approx(yellowish, abs=10)


def test_the_hue_of_grey_does_not_hang_on_rounding() -> None:
    hues = {float(converted((120, 120 + off, 120 - off), "hsv")[0]) for off in (-1e-4, 0, 1e-4)}

    assert hues == {170.0}


@pytest.mark.parametrize("colour_space", COLOUR_SPACES)
def test_every_space_agrees_with_its_proof_and_stays_within_a_byte(colour_space: str) -> None:
    draw = np.random.default_rng(5)
    colours = draw.integers(0, 256, (1, 64, 64, 3)).astype(np.float32)
    greys = np.repeat(np.arange(256, dtype=np.float32), 3).reshape(1, 16, 16, 3)

    for values in (colours, greys):
        graph = np.asarray(convert(values, colour_space))
        assert graph == pytest.approx(convert_apart(values, colour_space), abs=0.005)
        assert 0 <= graph.min() <= graph.max() <= 255.5


@pytest.mark.parametrize("colour_space", ["hsv", "lab", "ycbcr"])
def test_the_exported_graph_sees_the_space_after_the_corner_is_covered(
    colour_space: str, tmp_path: Path
) -> None:
    backbone = build_backbone(replace(TINY, colour_space=colour_space))
    export_graph(FeatureGraph(backbone, TINY.corner), tmp_path / "graph.onnx")
    pixels = np.random.default_rng(6).integers(0, 256, (2, 96, 96, 3)).astype(np.uint8)
    corner = TINY.corner
    assert corner is not None
    covered = pixels.astype(np.float32)
    kept = np.ones((96, 96), bool)
    kept[corner.y :, corner.x :] = False
    covered[:, ~kept] = covered[:, kept].mean(axis=1)[:, None]

    maps = backbone.network(backbone.preprocess(convert_apart(covered, colour_space)))

    wanted = np.concatenate([np.asarray(tap).mean(axis=(1, 2)) for tap in maps], axis=1)
    seen = Engine(tmp_path / "graph.onnx")(pixels)["features"]
    assert np.abs(seen - wanted).max() < 1e-4 * np.abs(wanted).max()


def test_features_of_one_space_are_never_taken_for_those_of_another() -> None:
    keys = {replace(TINY, colour_space=own).features_key("", ("tap",)) for own in COLOUR_SPACES}

    assert len(keys) == len(COLOUR_SPACES)
