"""What is kept in the repository, and what is not."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PINS = sorted([*ROOT.glob("requirements*.txt"), *(ROOT / "bin" / "launcher" / "pins").glob("*.txt")])
LARGEST_BYTES = 1_000_000
VENDORED = {"vendor", "vendored", "third_party", "node_modules", "site-packages", "bower_components"}


@cache
def _tracked() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode:
        pytest.skip("this is no git checkout")
    return [Path(name) for name in listed.stdout.split("\0") if name and (ROOT / name).exists()]


def test_no_third_party_code_is_kept() -> None:
    found = [path for path in _tracked() if VENDORED & set(path.parts) or ".min." in path.name]
    assert found == []


def test_only_the_model_is_large() -> None:
    large = [path for path in _tracked() if (ROOT / path).stat().st_size > LARGEST_BYTES]
    assert [path for path in large if path.parts[:2] != ("mlcore", "bundles")] == []


@pytest.mark.parametrize("path", PINS, ids=lambda path: path.name)
def test_requirements_are_pinned_with_hashes_and_name_no_host(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").splitlines()
    packages = [line for line in lines if line and not line.startswith((" ", "#"))]
    assert packages
    assert [line for line in packages if "==" not in line or not line.endswith("\\")] == []
    assert [line for line in lines if "://" in line or "index" in line.lower().split("=")[0]] == []


def test_the_serving_requirements_are_a_part_of_the_whole_and_train_nothing() -> None:
    whole, serve = (_pins(name) for name in ("requirements.txt", "requirements-serve.txt"))
    assert serve.items() <= whole.items()
    assert not serve.keys() & {"tensorflow", "keras", "scipy", "matplotlib", "onnx", "tf2onnx"}


def _pins(name: str) -> dict[str, str]:
    lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
    packages = [line.split(" ")[0] for line in lines if line and not line.startswith((" ", "#"))]
    return dict(package.split("==", 1) for package in packages)


def test_the_browser_libraries_are_locked_and_name_no_host() -> None:
    lock = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))
    libraries = {name: entry for name, entry in lock["packages"].items() if name}
    assert libraries
    assert [
        name for name, entry in libraries.items() if "resolved" in entry or not entry.get("integrity")
    ] == []


@pytest.mark.parametrize("path", sorted((ROOT / "bin").rglob("*.py")), ids=lambda path: path.name)
def test_the_launcher_needs_nothing_installed(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    imports = [name.name for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names]
    imports += [node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    roots = {name.split(".")[0] for name in imports}
    assert roots - sys.stdlib_module_names == roots & {"launcher"}
