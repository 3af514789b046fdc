"""Migrations keep what is stored, there and back."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.db import connection

from diagnostics.models import Analysis
from tests.factories.diagnostics import AnalysisFactory, cell


def columns() -> set[str]:
    with connection.cursor() as cursor:
        found = connection.introspection.get_table_description(cursor, Analysis._meta.db_table)
    return {column.name for column in found}


@pytest.mark.django_db(transaction=True)
def test_the_white_cells_can_be_taken_out_and_older_analyses_have_none() -> None:
    done = AnalysisFactory(classified=True, cells=[cell(1, 2, pre_b=0.9)])
    waiting = AnalysisFactory()
    try:
        call_command("migrate", "diagnostics", "0001", verbosity=0)
        assert "cells" not in columns()
    finally:
        call_command("migrate", "diagnostics", verbosity=0)
    for analysis, label in ((done, "pre_b"), (waiting, "")):
        analysis.refresh_from_db()
        assert (analysis.label, analysis.cells) == (label, [])
