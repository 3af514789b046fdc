"""`python -m mlcore`."""

from __future__ import annotations

import sys

from mlcore.cli import main

sys.exit(main(sys.argv[1:]))
