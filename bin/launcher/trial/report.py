"""What a run of bin/test came to: counts, and the reasons of whatever was skipped."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from xml.etree import ElementTree

from launcher.commands import say

if TYPE_CHECKING:
    from pathlib import Path


@dataclass
class Report:
    """Counts of checks and tests together."""

    passed: int = 0
    failures: list[str] = field(default_factory=list)
    skips: Counter[str] = field(default_factory=Counter)

    def note(self, name: str, *, good: bool) -> None:
        """Count one check."""
        if good:
            self.passed += 1
        else:
            self.failures.append(name)

    def read(self, run: str, junit: Path, code: int) -> None:
        """Count the tests of one pytest run from its own record."""
        if not junit.exists():
            self.failures.append(f"{run}: pytest ended with {code} and left no record")
            return
        cases = list(ElementTree.parse(junit).iter("testcase"))  # noqa: S314 - pytest wrote it a moment ago
        failed = [
            case for case in cases if case.find("failure") is not None or case.find("error") is not None
        ]
        self.failures += [f"{run}: {case.get('classname')}.{case.get('name')}" for case in failed]
        reasons = [skip.get("message", "") for case in cases if (skip := case.find("skipped")) is not None]
        self.skips.update(f"{run}: {reason}" for reason in reasons)
        self.passed += len(cases) - len(failed) - len(reasons)
        if code and not failed:
            self.failures.append(f"{run}: pytest ended with {code}")

    def close(self) -> int:
        """Say what came of it, the last line in plain numbers, and return the exit code."""
        for failure in self.failures:
            say(f"FAILED  {failure}")
        for reason, count in sorted(self.skips.items()):
            say(f"SKIPPED ({count})  {reason}")
        skipped = sum(self.skips.values())
        say(f"{self.passed} passed, {len(self.failures)} failed, {skipped} skipped")
        return 1 if self.failures or not self.passed else 0
