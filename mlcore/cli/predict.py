"""`python -m mlcore predict`: what the model says about single files."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mlcore.bundle import BundleError
from mlcore.cli.options import command_parser
from mlcore.cli.output import note, print_json, refuse
from mlcore.serving import Classifier, UnreadableImageError
from mlcore.serving.answer import PERIPHERAL_BLOOD
from mlcore.serving.decoding import Decoder
from mlcore.serving.heatmap import encode_heatmap

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from mlcore.findings import Finding


def run(args: Sequence[str]) -> int:
    """Answer about every file; exit status 1 where one could not be read."""
    options = _parser().parse_args(args)
    try:
        classifier = Classifier.load(options.bundle)
    except BundleError as error:
        return refuse(str(error))
    if options.heatmaps:
        options.heatmaps.mkdir(parents=True, exist_ok=True)
    unreadable = 0
    with Decoder() as decoder:
        for index, file in enumerate(options.files):
            answer, heatmap = _answer(classifier, decoder, file, options.specimen)
            unreadable += "error" in answer
            if options.heatmaps and heatmap:
                (options.heatmaps / f"{index}-{file.stem}.png").write_bytes(heatmap)
            print_json(answer)
            if not options.json:
                note(_summary(answer))
    return 1 if unreadable else 0


def _parser() -> argparse.ArgumentParser:
    parser = command_parser("predict", "Classify single fields of view; one JSON line per file.")
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
    parser.add_argument("--heatmaps", type=Path, metavar="DIR", help="write <index>-<stem>.png there")
    parser.add_argument("--specimen", default=PERIPHERAL_BLOOD, help="default %(default)s")
    return parser


def _answer(
    classifier: Classifier, decoder: Decoder, file: Path, specimen: str
) -> tuple[dict[str, Any], bytes | None]:
    """The line about one file, and its heatmap as PNG where there is one."""
    started = time.perf_counter()
    try:
        picture = decoder.decode(file.read_bytes(), copies=False)
    except OSError as error:
        return {"file": str(file), "error": f"The file cannot be read: {error.strerror}."}, None
    except UnreadableImageError as error:
        return {"file": str(file), "error": error.text, "code": error.code}, None
    finding = classifier.classify(picture.pixels, specimen=specimen)
    milliseconds = round((time.perf_counter() - started) * 1e3, 3)
    heatmap = None if finding.heatmap is None else encode_heatmap(finding.heatmap)
    return {"file": str(file), **_line(finding), "milliseconds": milliseconds}, heatmap


def _line(finding: Finding) -> dict[str, Any]:
    return {
        "outcome": finding.outcome,
        "label": finding.label,
        "confidence": finding.confidence,
        "probabilities": finding.probabilities,
        "prediction_set": finding.prediction_set,
        "leukaemia_probability": finding.leukaemia_probability,
        "reasons": [{"code": reason.code, "text": reason.text} for reason in finding.reasons],
        "quality": finding.quality,
        "model": {"name": finding.model.name, "version": finding.model.version},
        "bundle_sha256": finding.model.sha256,
    }


def _summary(answer: dict[str, Any]) -> str:
    if "error" in answer:
        return f"{answer['file']}: {answer['error']}"
    if answer["label"]:
        return f"{answer['file']}: {answer['label']} ({answer['confidence']:.3f})"
    reasons = " ".join(reason["text"] for reason in answer["reasons"])
    return f"{answer['file']}: {answer['outcome']}. {reasons}"
