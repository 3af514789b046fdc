"""What is made of several members, of single cells and of the scale of a field."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from mlcore.bundle import (
    BundleError,
    CornerCover,
    CropRule,
    Preprocessing,
    TileRule,
    read_bundle,
    write_bundle,
)
from mlcore.cells import NO_CELLS
from mlcore.findings import Outcome
from mlcore.labels import CLASSES, MALIGNANT, NORMAL
from mlcore.serving import Classifier
from mlcore.serving.answer import answer
from mlcore.serving.clock import Clock
from mlcore.serving.preprocessing import to_scale
from tests.mlcore.cells.drawn import Slide, draw
from tests.mlcore.tiny_bundle import OPEN_THRESHOLDS, build_tiny_bundle

if TYPE_CHECKING:
    from pathlib import Path

    from mlcore.findings import Finding

RED_CELL = 18.0
NUCLEI = ((3.0, 3.0, 0.8), (8.0, 4.0, 0.7), (5.5, 9.0, 0.9))
SLIDE = Slide(nuclei=NUCLEI)
EMPTY = Slide(nuclei=())


def load(path: Path, red_cell: float | None = RED_CELL, **changes: Any) -> Classifier:
    scaled = Preprocessing(tile=TileRule(red_cell=red_cell))
    settings: dict[str, Any] = {"preprocessing": scaled, "cells": CropRule(), **changes}
    return Classifier.load(build_tiny_bundle(path, **settings))


@pytest.fixture(scope="module")
def classifier(tmp_path_factory: pytest.TempPathFactory) -> Classifier:
    return load(tmp_path_factory.mktemp("cells"))


def codes(finding: Finding) -> list[str]:
    return [reason.code.value for reason in finding.reasons]


def test_every_judged_cell_is_told_with_its_own_evidence(classifier: Classifier) -> None:
    finding = classifier.classify(draw(SLIDE))

    assert len(finding.cells) == len(NUCLEI)
    for cell in finding.cells:
        assert cell.probabilities is not None
        assert list(cell.probabilities) == [*CLASSES, NORMAL]
        assert sum(cell.probabilities.values()) == pytest.approx(1, abs=1e-5)


@pytest.mark.parametrize("size", [(224, 224), (700, 500)])
def test_what_lies_far_from_white_cells_says_nothing_of_a_field(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    """In a field of one tile, and in one of several."""
    alone, whole = (
        load(tmp_path / str(rim), preprocessing=Preprocessing(white_cell_rim=rim)) for rim in (0.2, None)
    )
    plain = draw(replace(SLIDE, size=size, nuclei=((3.0, 3.0, 0.8),)))
    other = plain.copy()
    other[150:, 150:] = (200, 60, 60)

    def distances(classifier: Classifier) -> list[float]:
        """Where the tile of the cell lies among the training data."""
        cells = classifier.look(plain).cells
        return [classifier.look(pixels, cells=cells).outputs.distances[0] for pixels in (plain, other)]

    assert np.ptp(distances(alone)) < 1e-4
    assert np.ptp(distances(whole)) > 1e-2


def test_a_tile_weighs_what_its_members_look_at(tmp_path: Path) -> None:
    """The area of its cells with their rim; a tile without cells weighs nothing."""
    rule = Preprocessing(tile=TileRule(red_cell=RED_CELL, overlap=0), white_cell_rim=0.2)
    slide = Slide((448, 224), nuclei=((4.0, 5.0, 1.2), (18.0, 5.0, 0.6)))

    both = load(tmp_path / "both", preprocessing=rule).look(draw(slide))
    left = load(tmp_path / "left", preprocessing=rule).look(draw(replace(slide, nuclei=slide.nuclei[:1])))

    assert both.weights.sum() == pytest.approx(1)
    assert both.weights[0] / both.weights[1] == pytest.approx(
        3.2, rel=0.25
    )  # (1.2 + 0.2)^2 over (0.6 + 0.2)^2
    assert left.weights == pytest.approx([1, 0])


@pytest.mark.parametrize("scale", [1, 3])
def test_the_mask_of_a_later_tile_shows_the_cells_of_that_tile(tmp_path: Path, scale: int) -> None:
    """At the trained scale, and in a field that is brought to it: painting between cells changes nothing."""
    rule = Preprocessing(tile=TileRule(red_cell=RED_CELL), white_cell_rim=0.2)
    classifier = load(tmp_path, preprocessing=rule)
    plain = draw(Slide((640 * scale, 224 * scale), RED_CELL * scale, nuclei=((32.0, 6.0, 1.0),)))
    other = plain.copy()
    other[: 40 * scale] = (200, 60, 60)
    cells = classifier.look(plain).cells

    looks = [classifier.look(pixels, cells=cells) for pixels in (plain, other)]

    assert looks[0].weights[-1] == pytest.approx(1)
    plain_distances, other_distances = (look.outputs.distances for look in looks)
    assert plain_distances[-1] == pytest.approx(other_distances[-1], abs=1e-3)
    assert abs(plain_distances[0] - other_distances[0]) > 1e-2


def test_members_that_look_at_cells_alone_say_nothing_of_a_field_without_located_ones(tmp_path: Path) -> None:
    """The colour of nuclei somewhere is enough for those that look at all of a field."""
    alone, whole = (
        load(tmp_path / str(rim), preprocessing=Preprocessing(white_cell_rim=rim)) for rim in (0.2, None)
    )
    pixels, clock = draw(SLIDE), Clock()
    answers = [
        answer(own.look(pixels, cells=NO_CELLS), own.model, "peripheral_blood", clock)
        for own in (alone, whole)
    ]

    assert codes(answers[0]) == ["no_white_cell"]
    assert answers[0].outcome == Outcome.NOT_ANALYSABLE
    assert answers[1].outcome != Outcome.NOT_ANALYSABLE


def test_a_network_that_wants_to_know_the_cells_needs_a_rule_for_them(tmp_path: Path) -> None:
    folder = build_tiny_bundle(tmp_path, preprocessing=Preprocessing(white_cell_rim=0.2))
    write_bundle(folder, replace(read_bundle(folder), preprocessing=Preprocessing()))

    with pytest.raises(BundleError, match="white cells"):
        Classifier.load(folder)


def test_what_each_cell_adds_is_its_share_in_the_answer_about_the_field(classifier: Classifier) -> None:
    judged = classifier.look(draw(SLIDE)).judged
    assert judged is not None
    count = len(CLASSES)

    added = np.array([judged.evidence(index, count) for index in range(count)])

    logs = np.log(np.maximum(judged.probabilities[:, :count], 1e-6).astype(float))
    assert added == pytest.approx(np.maximum(logs.T - logs.mean(axis=1), 0), abs=1e-5)
    assert judged.field(count, 1.0).argmax() == logs.sum(axis=0).argmax()


def test_a_field_with_more_cells_than_are_judged_says_so_by_silence(tmp_path: Path) -> None:
    finding = load(tmp_path, cells=CropRule(most=2)).classify(draw(SLIDE))

    assert [cell.probabilities is not None for cell in finding.cells] == [True, True, False]


def test_without_white_cells_the_member_for_them_is_silent(classifier: Classifier) -> None:
    look = classifier.look(draw(EMPTY))

    assert list(look.votes) == ["tiny-0"]
    assert sum(look.probabilities.values()) == pytest.approx(1)
    assert look.leukaemia_probability == pytest.approx(sum(look.probabilities[slug] for slug in MALIGNANT))


def test_cells_that_look_normal_leave_a_field_without_a_class(tmp_path: Path) -> None:
    limits = replace(OPEN_THRESHOLDS, normal_max=-1.0)

    finding = load(tmp_path, thresholds=limits).classify(draw(SLIDE))

    assert finding.outcome == Outcome.UNCERTAIN
    assert "normal_cells" in codes(finding)
    assert 0 <= finding.quality["normal_cells"] <= 1
    assert "does not rule out leukaemia" in finding.reasons[0].text


@pytest.mark.parametrize("unfamiliar", ["scale", "features"])
def test_of_another_microscope_nobody_is_told_that_cells_look_normal(tmp_path: Path, unfamiliar: str) -> None:
    """A network that knows malignant cells of one laboratory takes those of any other for normal ones."""
    far = -1.0 if unfamiliar == "features" else OPEN_THRESHOLDS.distance_max
    limits = replace(OPEN_THRESHOLDS, normal_max=-1.0, distance_max=far)
    enlarged = Slide((896, 896), 4 * RED_CELL, nuclei=NUCLEI)

    finding = load(tmp_path, thresholds=limits).classify(draw(enlarged if unfamiliar == "scale" else SLIDE))

    assert finding.outcome == Outcome.UNCERTAIN
    assert "unlike_training" in codes(finding)
    assert "normal_cells" not in codes(finding)


def test_classes_that_have_a_normal_one_of_their_own_answer_with_it(tmp_path: Path) -> None:
    classes = (*CLASSES[:3], NORMAL)
    limits = replace(OPEN_THRESHOLDS, normal_max=-1.0)
    bundle = build_tiny_bundle(tmp_path, cells=CropRule(), thresholds=limits)
    described = read_bundle(bundle)
    members = (described.members[0], replace(described.members[1], classes=(*classes, "more")))
    write_bundle(
        bundle, replace(described, classes=classes, malignant=frozenset(classes[:3]), members=members)
    )

    look = Classifier.load(bundle).look(draw(SLIDE))

    assert look.judged is not None
    assert look.normal is None
    assert look.leukaemia_probability == pytest.approx(1 - look.probabilities[NORMAL])


def test_what_lies_in_the_covered_corner_is_no_cell(tmp_path: Path) -> None:
    """A burnt-in scale bar may have the colour of a nucleus."""
    pixels = draw(SLIDE)
    marked = pixels.copy()
    marked[202:222, 190:222] = (120, 60, 170)
    rule = Preprocessing(corner_cover=CornerCover(180, 200), tile=TileRule(red_cell=RED_CELL))

    plain, covered = load(tmp_path / "plain"), load(tmp_path / "covered", preprocessing=rule)

    assert any(cell.x > 170 and cell.y > 190 for cell in plain.classify(marked).cells)
    assert covered.classify(marked).cells == covered.classify(pixels).cells


def test_of_an_unfamiliar_field_the_cells_alone_say_how_likely_leukaemia_is(tmp_path: Path) -> None:
    near = load(tmp_path / "near").look(draw(SLIDE))
    far = load(tmp_path / "far", thresholds=replace(OPEN_THRESHOLDS, distance_max=-1.0)).look(draw(SLIDE))

    assert near.normal is not None
    members = sum(near.probabilities[slug] for slug in MALIGNANT)
    assert near.leukaemia_probability == pytest.approx(members * (1 - near.normal))
    cells = [cell for cell in load(tmp_path / "again").classify(draw(SLIDE)).cells if cell.probabilities]
    alone = np.mean([sum((cell.probabilities or {})[slug] for slug in MALIGNANT) for cell in cells])
    assert far.leukaemia_probability == pytest.approx(alone, abs=1e-6)


def test_another_cameras_field_is_brought_to_scale(classifier: Classifier) -> None:
    fine = draw(Slide((896, 896), 4 * RED_CELL, nuclei=NUCLEI))

    look = classifier.look(fine)

    assert look.outputs.size == pytest.approx((224, 224), abs=12)
    assert look.magnification == pytest.approx(1, abs=0.15)
    assert not look.is_familiar
    finding = classifier.classify(fine)
    assert "magnification" not in codes(finding)
    assert finding.heatmap is None or finding.heatmap.shape == (896, 896)
    for cell, disc in zip(finding.cells, sorted(NUCLEI, key=lambda own: -own[2]), strict=True):
        assert cell.x < disc[0] * 4 * RED_CELL < cell.x + cell.width


def test_a_field_that_shows_too_little_at_that_scale_is_uncertain(classifier: Classifier) -> None:
    wide = classifier.classify(draw(Slide((680, 680), 4 * RED_CELL, nuclei=((3.0, 3.0, 0.8),))))
    close = classifier.classify(draw(Slide((300, 300), 4 * RED_CELL, nuclei=((2.0, 2.0, 0.8),))))

    assert "magnification" not in codes(wide)
    assert "magnification" in codes(close)
    assert close.outcome == Outcome.UNCERTAIN


def test_without_red_cells_there_is_no_scale(classifier: Classifier) -> None:
    finding = classifier.classify(draw(replace(SLIDE, crowd=0.0)))

    assert finding.outcome == Outcome.UNCERTAIN
    assert "no_ruler" in codes(finding)


def test_a_bundle_that_knows_no_scale_asks_for_none(tmp_path: Path) -> None:
    classifier = load(tmp_path, red_cell=None)

    finding = classifier.classify(draw(replace(SLIDE, crowd=0.0)))

    assert not {"no_ruler", "magnification"} & set(codes(finding))


@pytest.mark.parametrize(
    ("size", "diameter", "expected"),
    [
        ((224, 224), 18.0, (224, 224)),
        ((224, 224), 22.0, (224, 224)),
        ((1000, 800), 20.0, (1000, 800)),
        ((1000, 800), 36.0, (500, 400)),
        ((500, 400), 72.0, (280, 224)),
        ((300, 300), 9.0, (600, 600)),
        ((300, 300), 4.0, (600, 600)),
        ((300, 300), None, (300, 300)),
    ],
)
def test_scaling_tolerates_little_differences_and_stays_within_bounds(
    size: tuple[int, int], diameter: float | None, expected: tuple[int, int]
) -> None:
    pixels = np.zeros((size[1], size[0], 3), np.uint8)

    scaled = to_scale(pixels, diameter, TileRule(red_cell=RED_CELL))

    assert scaled.shape == (expected[1], expected[0], 3)


def test_heat_is_weighed_in_cells_against_the_whole_picture(classifier: Classifier) -> None:
    look = classifier.look(draw(SLIDE))
    inside, outside = np.zeros((224, 224), np.uint8), np.full((224, 224), 200, np.uint8)
    for cell in look.cells.white:
        inside[cell.y : cell.y + cell.height, cell.x : cell.x + cell.width] = 200
        outside[cell.y : cell.y + cell.height, cell.x : cell.x + cell.width] = 0

    assert look.heat_on_cells(inside) > 3
    assert look.heat_on_cells(outside) == 0
    assert look.heat_on_cells(np.zeros((224, 224), np.uint8)) == 0
    assert classifier.look(draw(EMPTY)).heat_on_cells(outside) == 0


def test_a_heatmap_beside_the_cells_is_called_unreliable(classifier: Classifier) -> None:
    empty = classifier.classify(draw(EMPTY))

    assert empty.heatmap is not None
    assert codes(empty)[-1] == "heatmap_not_reliable"
