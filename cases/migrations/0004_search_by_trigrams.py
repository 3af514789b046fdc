"""Searches find parts of words by an index on PostgreSQL, where the server has trigrams (pg_trgm).

Without that extension, and on SQLite, the same searches read through the table.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from django.db import DatabaseError, migrations, transaction

logger = logging.getLogger(__name__)

if TYPE_CHECKING:
    from django.db.backends.base.schema import BaseDatabaseSchemaEditor
    from django.db.migrations.state import StateApps

SEARCHED = (
    ("cases_case", "accession_number"),
    ("cases_patient", "mrn"),
    ("cases_patient", "family_name"),
    ("cases_patient", "given_name"),
)


def add_indexes(_apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """The expression is the one that Django compares for `icontains`."""
    if editor.connection.vendor != "postgresql":
        return
    try:
        with transaction.atomic(using=editor.connection.alias):
            _add_indexes(editor)
    except DatabaseError as error:
        logger.warning("Searches go without an index, for the server does not let us make it: %s", error)


def _add_indexes(editor: BaseDatabaseSchemaEditor) -> None:
    editor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
    for table, column in SEARCHED:
        editor.execute(
            f'CREATE INDEX "{table}_{column}_part" ON "{table}" USING gin (UPPER("{column}"::text) gin_trgm_ops)'
        )


def remove_indexes(_apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """The extension stays: others may use it."""
    if editor.connection.vendor == "postgresql":
        for table, column in SEARCHED:
            editor.execute(f'DROP INDEX IF EXISTS "{table}_{column}_part"')


class Migration(migrations.Migration):
    dependencies = [("cases", "0003_worklist_in_order")]

    operations = [migrations.RunPython(add_indexes, remove_indexes, elidable=False)]
