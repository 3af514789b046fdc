"""What is measured: each row has a name that never changes, a floor that must hold and an aim."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final, Literal

Better = Literal["lower", "higher"]


@dataclass(frozen=True, slots=True)
class Goal:
    """One row of the table: `what` says over what the ratio is; without a floor a row only tells."""

    name: str
    what: str
    floor: float | None
    aim: float | None
    better: Better = "lower"


@dataclass(frozen=True, slots=True)
class Row:
    """What came of a goal: a `value`, or none and the `reason`; `absolute` are the numbers behind it."""

    goal: Goal
    value: float | None
    absolute: dict[str, float] = field(default_factory=dict)
    reason: str = ""

    @property
    def holds(self) -> bool | None:
        """Whether the floor is met; None where nothing was measured or there is none."""
        return self._meets(self.goal.floor)

    @property
    def reaches(self) -> bool | None:
        """The same for the aim."""
        return self._meets(self.goal.aim)

    def as_json(self) -> dict[str, Any]:
        """Plain values."""
        return {
            "name": self.goal.name,
            "what": self.goal.what,
            "value": self.value,
            "floor": self.goal.floor,
            "aim": self.goal.aim,
            "better": self.goal.better,
            "holds": self.holds,
            "absolute": self.absolute,
            "reason": self.reason,
        }

    def _meets(self, bound: float | None) -> bool | None:
        if self.value is None or bound is None:
            return None
        return self.value <= bound if self.goal.better == "lower" else self.value >= bound


def not_run(goals: tuple[Goal, ...], reason: str) -> list[Row]:
    """Rows of a group that could not be measured here."""
    return [Row(goal, None, reason=reason) for goal in goals]


HEATMAP: Final = Goal("heatmap", "class and heatmap over class alone, networks for fields", 1.08, 1.03)
FINDING: Final = Goal(
    "finding", "the whole answer about a field of one tile over the bare runs of all members in it", 1.5, 1.2
)
DECODE: Final = Goal(
    "decode", "decoding a JPEG of one tile and making its two copies over the whole answer", 0.5, 0.1
)
DECODE_LARGE: Final = Goal(
    "decode_large", "the same of a JPEG of 2592 x 1944 over the whole answer", 0.5, 0.1
)
BEFORE: Final = Goal(
    "before", "measuring quality and finding cells in a field of one tile over the whole answer", 0.4, 0.2
)
FEATURES: Final = Goal(
    "features",
    "pictures per second read, masked and looked at for training, over Keras predict of ready pixels alone",
    None,
    None,
    "higher",
)
KERAS: Final = Goal(
    "keras", "images per second over those of Keras predict, MobileNetV2, one image a time", 15, 30, "higher"
)
BULK: Final = Goal(
    "worker_bulk",
    "fields per second, queue to stored result, over whole answers alone",
    0.6,
    0.85,
    "higher",
)
TILES: Final = Goal(
    "tiles",
    "the whole answer about a 2592 x 1944 field over bare runs of all members on its tiles and cells",
    1.3,
    1.1,
)
MEMORY: Final = Goal("worker_memory", "resident memory over that of a worker with TensorFlow", 0.45, 0.3)
START: Final = Goal("worker_start", "start to first result over importing TensorFlow alone", 0.6, 0.35)
UPLOAD: Final = Goal(
    "upload", "POST to stored result, idle, embedded stores, over the whole answer alone", 10, 5
)
WORKLIST_POSTGRESQL: Final = Goal(
    "worklist_postgresql", "worklist page among 1,000,000 cases over that among 1,000", 1.5, 1.1
)
WORKLIST_SQLITE: Final = Goal(
    "worklist_sqlite", "worklist page among 100,000 cases over that among 1,000", 1.5, 1.1
)
SEARCH_POSTGRESQL: Final = Goal(
    "search_postgresql",
    "worklist searched for one MRN among 1,000,000 cases over the same among 1,000",
    None,
    None,
)
SEARCH_SQLITE: Final = Goal(
    "search_sqlite", "worklist searched for one MRN among 100,000 cases over the same among 1,000", None, None
)
LIST: Final = Goal(
    "api_list", "requests per second over a plain Django view that gives the same rows", 0.5, 0.8, "higher"
)
SECOND_START: Final = Goal("second_start", "seconds from bin/up, started again, to the first page", 5, 3)
