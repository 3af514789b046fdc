"""What a worker with TensorFlow holds in memory: the same members in Keras, one image seen; prints MiB."""

from __future__ import annotations

import os
import sys

import django

from benchmarks.fields import TILE
from benchmarks.keras_members import keras_member
from benchmarks.processes import resident_mib


def main() -> int:
    """Load, look at one image, tell."""
    django.setup()
    import numpy as np

    import config.celery  # noqa: F401 - what every worker loads
    from mlcore.bundle import read_bundle

    for member in read_bundle().members:
        side = member.crop.size if member.crop else TILE[0]
        model = keras_member(member.name, side)
        model.predict(np.zeros((1, side, side, 3), np.float32), verbose=0)
    print(resident_mib(os.getpid())[os.getpid()])
    return 0


if __name__ == "__main__":
    sys.exit(main())
