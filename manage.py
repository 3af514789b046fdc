#!/usr/bin/env python
"""Django's commands; `LEUKOSCOPE_DATA` names the data folder, else it is data in the checkout."""

from __future__ import annotations

import os
import sys

from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.embedded")
    execute_from_command_line(sys.argv)
