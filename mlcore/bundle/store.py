"""Reading a bundle from its folder, and writing bundle.json."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from mlcore.bundle.errors import BundleError
from mlcore.bundle.hashes import check_hashes, hash_files, sha256_of
from mlcore.bundle.parsing import bundle_from_json, bundle_to_json
from mlcore.bundle.shape import BUNDLE_FILE

if TYPE_CHECKING:
    from mlcore.bundle.shape import Bundle, FileRef

SHIPPED_BUNDLE: Final = Path(__file__).resolve().parent.parent / "bundles" / "default"


def default_bundle_path() -> Path:
    """Folder named by LEUKOSCOPE_BUNDLE, else the shipped bundle."""
    return Path(os.environ.get("LEUKOSCOPE_BUNDLE") or SHIPPED_BUNDLE)


def read_bundle(folder: Path | None = None) -> Bundle:
    """Bundle in `folder` (the default one if None), every file of which has been checked against its hash.

    Raises:
        WrongHashError: a listed file is missing or differs.
        BundleError: no bundle.json, or one that cannot be used.
    """
    folder = folder or default_bundle_path()
    description = folder / BUNDLE_FILE
    if not description.is_file():
        message = f"{folder} is not a bundle: it has no {BUNDLE_FILE}."
        raise BundleError(message)
    try:
        bundle = bundle_from_json(json.loads(description.read_text(encoding="utf-8")))
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        message = f"{description} cannot be used: {type(error).__name__}: {error}."
        raise BundleError(message) from error
    _check_consistency(bundle, description)
    check_hashes(folder, bundle.files)
    return replace(bundle, path=folder, sha256=sha256_of(description))


def write_bundle(folder: Path, bundle: Bundle) -> Bundle:
    """Write bundle.json into `folder`, with the hashes of all files that lie there now, and read it back.

    The hashes of members, reference and fingerprints are filled in; those that `bundle` carries are ignored.
    """
    files = hash_files(folder)
    complete = replace(
        bundle,
        files=files,
        members=tuple(
            replace(member, sha256=files[member.file], int8=_hashed(member.int8, files))
            for member in bundle.members
        ),
        reference=_hashed(bundle.reference, files),
        fingerprints=_hashed(bundle.fingerprints, files),
    )
    text = json.dumps(bundle_to_json(complete), indent=1, ensure_ascii=False)
    (folder / BUNDLE_FILE).write_text(f"{text}\n", encoding="utf-8")
    return read_bundle(folder)


def _hashed(ref: FileRef | None, files: dict[str, str]) -> FileRef | None:
    return ref and replace(ref, sha256=files[ref.file])


def _check_consistency(bundle: Bundle, description: Path) -> None:
    """Refuse a description that contradicts itself: what is used must be among the hashed files."""
    used = [(member.file, member.sha256) for member in bundle.members]
    others = [bundle.reference, bundle.fingerprints, *(member.int8 for member in bundle.members)]
    used += [(ref.file, ref.sha256) for ref in others if ref]
    unlisted = [file for file, sha256 in used if bundle.files.get(file) != sha256]
    if unlisted:
        message = f"{description} gives no or two different hashes for {', '.join(unlisted)}."
        raise BundleError(message)
    if not bundle.field_members or len(bundle.classes) < 2 or not bundle.malignant <= set(bundle.classes):  # noqa: PLR2004
        message = f"{description} needs a member for fields, two classes, and malignant ones among them."
        raise BundleError(message)
