"""SHA-256 of the files of a bundle."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from mlcore.bundle.errors import WrongHashError
from mlcore.bundle.shape import BUNDLE_FILE

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


def sha256_of(path: Path) -> str:
    """Hexadecimal SHA-256 of a file's bytes."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def hash_files(folder: Path) -> dict[str, str]:
    """Hash of every file below `folder` except bundle.json, by relative path, sorted."""
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.name != BUNDLE_FILE)
    return {path.relative_to(folder).as_posix(): sha256_of(path) for path in files}


def check_hashes(folder: Path, expected: Mapping[str, str]) -> None:
    """Compare every listed file with its hash.

    Raises:
        WrongHashError: a file is missing, lies outside the folder, or differs.
    """
    for file, sha256 in expected.items():
        path = folder / file
        if not path.resolve().is_relative_to(folder.resolve()) or not path.is_file():
            message = f"{folder} lacks the file {file} that its {BUNDLE_FILE} lists."
            raise WrongHashError(message)
        if sha256_of(path) != sha256:
            message = (
                f"{path} is not the file that {BUNDLE_FILE} lists (its SHA-256 differs). Nothing was loaded."
            )
            raise WrongHashError(message)
