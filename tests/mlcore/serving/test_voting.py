"""One answer from several members."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from mlcore.bundle import Bundle, read_bundle
from mlcore.findings import ReasonCode
from mlcore.serving.voting import decide, majority

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def bundle(tiny_bundle: Path) -> Bundle:
    """Names a class from 0.5 on, and rules out what is below it."""
    return read_bundle(tiny_bundle)


def shares(benign: float, early: float, pre: float, pro: float) -> dict[str, float]:
    return {"benign": benign, "early_pre_b": early, "pre_b": pre, "pro_b": pro}


@pytest.mark.parametrize(
    ("votes", "winner"),
    [
        (["pre_b"], "pre_b"),
        (["pre_b", "pro_b"], None),
        (["pre_b", "pro_b", "pre_b"], "pre_b"),
        (["pre_b", "pro_b", "benign"], None),
        ([], None),
    ],
)
def test_a_majority_is_more_than_half(votes: list[str], winner: str | None) -> None:
    assert majority({str(number): vote for number, vote in enumerate(votes)}) == winner


def test_a_sure_and_united_answer_names_the_class(bundle: Bundle) -> None:
    verdict = decide(bundle, shares(0.02, 0.9, 0.05, 0.03), {"one": "early_pre_b", "two": "early_pre_b"})

    assert (verdict.label, verdict.prediction_set, verdict.doubts) == ("early_pre_b", ["early_pre_b"], [])


def test_an_unsure_answer_names_none(bundle: Bundle) -> None:
    verdict = decide(bundle, shares(0.3, 0.4, 0.2, 0.1), {"one": "early_pre_b"})

    assert verdict.label is None
    assert ReasonCode.LOW_CONFIDENCE in verdict.doubts


def test_where_every_class_is_ruled_out_the_likeliest_remain_possible(bundle: Bundle) -> None:
    verdict = decide(bundle, shares(0.02, 0.45, 0.09, 0.44), {"one": "early_pre_b"})

    assert verdict.prediction_set == ["early_pre_b", "pro_b", "pre_b"]
    assert verdict.doubts == [ReasonCode.LOW_CONFIDENCE]


def test_a_majority_against_the_mean_names_none(bundle: Bundle) -> None:
    votes = {"one": "pre_b", "two": "pre_b", "three": "benign"}

    verdict = decide(bundle, shares(0.6, 0.0, 0.4, 0.0), votes)

    assert verdict.label is None
    assert verdict.doubts == [ReasonCode.SEVERAL_CLASSES_POSSIBLE]
