"""A model is a folder: bundle.json, one ONNX file per member, and what belongs to them."""

from __future__ import annotations

from mlcore.bundle.errors import BundleError, WrongHashError
from mlcore.bundle.rules import CornerCover, CropRule, Preprocessing, TileRule
from mlcore.bundle.shape import (
    BUNDLE_FILE,
    VOTE,
    Bundle,
    Calibration,
    ColourBaseline,
    FileRef,
    Member,
    SmearModel,
    Thresholds,
)
from mlcore.bundle.store import SHIPPED_BUNDLE, default_bundle_path, read_bundle, write_bundle

__all__ = [
    "BUNDLE_FILE",
    "SHIPPED_BUNDLE",
    "VOTE",
    "Bundle",
    "BundleError",
    "Calibration",
    "ColourBaseline",
    "CornerCover",
    "CropRule",
    "FileRef",
    "Member",
    "Preprocessing",
    "SmearModel",
    "Thresholds",
    "TileRule",
    "WrongHashError",
    "default_bundle_path",
    "read_bundle",
    "write_bundle",
]
