"""Kinds of backbone, where they are tapped and where they end."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mlcore.training.errors import TrainingError
from mlcore.training.networks.architectures import taps_of
from mlcore.training.networks.backbones import build_backbone
from mlcore.training.recipe import Recipe

pytestmark = pytest.mark.training

ALEXNET = Recipe(backbone="alexnet", alpha=0.1, input_size=96)
RESNET50 = Recipe(backbone="resnet50", input_size=64)


@pytest.mark.parametrize(("side", "map_side"), [(96, 5), (112, 6), (224, 13)])
def test_alexnet_is_tapped_at_its_last_three_convolutions(side: int, map_side: int) -> None:
    backbone = build_backbone(replace(ALEXNET, input_size=side))

    assert backbone.taps == ("conv3_out", "conv4_out", "conv5_out")
    assert [tap[1:] for tap in backbone.network.output_shape] == [
        (map_side, map_side, 38),
        (map_side, map_side, 38),
        (map_side, map_side, 26),
    ]


def test_a_whole_alexnet_has_the_convolutions_of_the_paper() -> None:
    network = build_backbone(replace(ALEXNET, alpha=1.0)).network

    kernels = {layer.name: layer.kernel.shape for layer in network.layers if hasattr(layer, "kernel_size")}
    assert {name: tuple(shape) for name, shape in kernels.items()} == {
        "conv1": (11, 11, 3, 96),
        "conv2": (5, 5, 96, 256),
        "conv3": (3, 3, 256, 384),
        "conv4": (3, 3, 384, 384),
        "conv5": (3, 3, 384, 256),
    }


@pytest.mark.parametrize(
    ("recipe", "sentence"),
    [
        (replace(ALEXNET, input_size=80), "96 pixels or more"),
        (replace(ALEXNET, weights="imagenet"), "ImageNet weights"),
        (replace(ALEXNET, backbone="vgg"), "no backbone vgg"),
        (replace(RESNET50, last_tap="conv2_block1_out"), "no tap conv2_block1_out"),
        (replace(ALEXNET, weights="pretrain"), "not been pre-trained"),
    ],
)
def test_what_cannot_be_built_is_refused_in_a_sentence(recipe: Recipe, sentence: str) -> None:
    with pytest.raises(TrainingError, match=sentence):
        build_backbone(recipe)


def test_a_resnet50_pretrained_on_cells_ends_after_conv4() -> None:
    assert taps_of(RESNET50)[-1] == "conv5_block3_out"
    assert taps_of(replace(RESNET50, weights="pretrain")) == ("conv3_block4_out", "conv4_block6_out")
    assert taps_of(replace(RESNET50, weights="pretrain", last_tap="conv5_block3_out")) == taps_of(RESNET50)


def test_a_cut_backbone_leaves_out_what_lies_deeper() -> None:
    backbone = build_backbone(replace(RESNET50, last_tap="conv4_block6_out"))

    assert [tap[-1] for tap in backbone.network.output_shape] == [512, 1024]
    assert backbone.network.count_params() < 9e6
