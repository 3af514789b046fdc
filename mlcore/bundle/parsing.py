"""From the JSON of bundle.json to typed values and back."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from mlcore.bundle.rules import CornerCover, CropRule, Preprocessing, TileRule
from mlcore.bundle.shape import (
    FORMAT_VERSION,
    READABLE_VERSIONS,
    Bundle,
    Calibration,
    ColourBaseline,
    FileRef,
    Member,
    SmearModel,
    Thresholds,
)

Json = dict[str, Any]


def bundle_from_json(raw: Json) -> Bundle:
    """Bundle described by the parsed bundle.json, not yet tied to a folder.

    Raises:
        KeyError, TypeError, ValueError: a field is missing or of the wrong kind.
    """
    if raw["format_version"] not in READABLE_VERSIONS:
        readable = ", ".join(map(str, sorted(READABLE_VERSIONS)))
        message = f"format_version is {raw['format_version']}, this program reads {readable}"
        raise ValueError(message)
    baseline = raw.get("baselines", {}).get("colour_only")
    return Bundle(
        name=str(raw["name"]),
        version=str(raw["version"]),
        created=str(raw["created"]),
        classes=tuple(raw["classes"]),
        malignant=frozenset(raw["malignant"]),
        preprocessing=_preprocessing(raw["preprocessing"]),
        members=tuple(_member(member) for member in raw["members"]),
        vote_rule=str(raw["vote"]["rule"]),
        calibration=_calibration(raw["calibration"]),
        thresholds=_thresholds(raw["thresholds"]),
        reference=FileRef(**raw["reference"]) if raw.get("reference") else None,
        fingerprints=_fingerprints(raw.get("data", {})),
        colour_only=_colour_baseline(baseline) if baseline else None,
        data={key: value for key, value in raw.get("data", {}).items() if key != "fingerprints"},
        figures=dict(raw.get("figures", {})),
        probe=dict(raw.get("probe", {})),
        files=dict(raw["files"]),
    )


def bundle_to_json(bundle: Bundle) -> Json:
    """Inverse of `bundle_from_json`."""
    fingerprints = {"fingerprints": asdict(bundle.fingerprints)} if bundle.fingerprints else {}
    return {
        "format_version": FORMAT_VERSION,
        "name": bundle.name,
        "version": bundle.version,
        "created": bundle.created,
        "classes": list(bundle.classes),
        "malignant": sorted(bundle.malignant),
        "preprocessing": asdict(bundle.preprocessing),
        "members": [asdict(member) for member in bundle.members],
        "vote": {"rule": bundle.vote_rule},
        "calibration": {
            "temperature": bundle.calibration.temperature,
            "conformal": {"alpha": bundle.calibration.alpha, "quantiles": bundle.calibration.quantiles},
        },
        "thresholds": asdict(bundle.thresholds),
        "reference": asdict(bundle.reference) if bundle.reference else None,
        "baselines": {"colour_only": asdict(bundle.colour_only)} if bundle.colour_only else {},
        "data": {**fingerprints, **bundle.data},
        "figures": bundle.figures,
        "probe": bundle.probe,
        "files": bundle.files,
    }


def _preprocessing(raw: Json) -> Preprocessing:
    corner = CornerCover(**raw["corner_cover"]) if raw.get("corner_cover") else None
    return Preprocessing(int(raw["input_size"]), corner, TileRule(**raw["tile"]), raw.get("white_cell_rim"))


def _member(raw: Json) -> Member:
    crop = CropRule(**raw["crop"]) if raw.get("crop") else None
    int8 = FileRef(**raw["int8"]) if raw.get("int8") else None
    return Member(**{**raw, "crop": crop, "classes": tuple(raw.get("classes", ())), "int8": int8})


def _calibration(raw: Json) -> Calibration:
    conformal = raw["conformal"]
    return Calibration(dict(raw["temperature"]), float(conformal["alpha"]), dict(conformal["quantiles"]))


def _thresholds(raw: Json) -> Thresholds:
    smear = raw["smear"]
    model = SmearModel(
        measures=tuple(smear["measures"]),
        mean=tuple(smear["mean"]),
        scale=tuple(smear["scale"]),
        weights=tuple(smear["weights"]),
        bias=float(smear["bias"]),
        min_score=float(smear["min_score"]),
    )
    return Thresholds(**{**raw, "smear": model})


def _fingerprints(data: Json) -> FileRef | None:
    return FileRef(**data["fingerprints"]) if data.get("fingerprints") else None


def _colour_baseline(raw: Json) -> ColourBaseline:
    weights = tuple(tuple(row) for row in raw["weights"])
    return ColourBaseline(tuple(raw["mean"]), tuple(raw["scale"]), weights, tuple(raw["bias"]))
