"""What a bundle was trained on, known again without keeping a picture or a patient's number."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from mlcore.fingerprints import FingerprintIndex, fingerprint

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import numpy as np
    import numpy.typing as npt

    from mlcore.bundle import Bundle

SALT_BYTES: Final = 16
MARK_BYTES: Final = 16
COST: Final = 2**14
"""Of scrypt (RFC 7914): a group may be named by a patient's number, and those can be tried one by one."""


@dataclass(frozen=True)
class GroupMarks:
    """Groups (patients, for example) known again by a salted hash of their names."""

    salt: str = ""
    marks: frozenset[str] = field(default_factory=frozenset)

    @classmethod
    def of(cls, groups: Iterable[str]) -> GroupMarks:
        """Marks of all groups that have a name, under a new salt."""
        salt = secrets.token_hex(SALT_BYTES)
        return cls(salt, frozenset(_mark(salt, group) for group in set(groups) - {""}))

    @classmethod
    def from_json(cls, raw: Mapping[str, Any]) -> GroupMarks:
        """Inverse of `as_json`."""
        return cls(str(raw["salt"]), frozenset(raw["marks"])) if raw else cls()

    def as_json(self) -> dict[str, Any]:
        """Plain values; none where no group has a name."""
        return {"salt": self.salt, "marks": sorted(self.marks)} if self.marks else {}

    def holds(self, group: str) -> bool:
        """Whether this group was marked; one without a name never was."""
        return bool(group and self.marks) and _mark(self.salt, group) in self.marks


@dataclass(frozen=True, eq=False)
class Seen:
    """The pictures and the groups of a bundle's training data."""

    pictures: FingerprintIndex | None
    groups: GroupMarks

    @classmethod
    def by(cls, bundle: Bundle) -> Seen:
        """What `bundle` has seen, as far as it says so."""
        reference = bundle.fingerprints
        pictures = FingerprintIndex.load(bundle.locate(reference.file)) if reference else None
        return cls(pictures, GroupMarks.from_json(bundle.data.get("groups", {})))

    def holds(self, pixels: npt.NDArray[np.uint8], group: str = "") -> bool:
        """Whether a picture [H, W, 3] is of the training data, overlaps some, or is of a group of theirs."""
        if self.groups.holds(group):
            return True
        return self.pictures is not None and bool(self.pictures.matches(fingerprint(pixels)))


def _mark(salt: str, group: str) -> str:
    mark = hashlib.scrypt(group.encode(), salt=bytes.fromhex(salt), n=COST, r=8, p=1, dklen=MARK_BYTES)
    return mark.hex()
