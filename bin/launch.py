"""Where bin/up and bin/test arrive once they have found a Python. Needs the standard library only."""

from __future__ import annotations

import sys

from launcher import cli

sys.exit(cli.main(sys.argv[1:]))
