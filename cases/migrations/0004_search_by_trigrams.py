"""Searches find parts of words by an index on PostgreSQL, where the server has trigrams (pg_trgm).

Without that extension, and on SQLite, the same searches read through the table.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import migrations

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
    if editor.connection.vendor != "postgresql" or not _has_trigrams(editor):
        return
    for table, column in SEARCHED:
        editor.execute(
            f'CREATE INDEX "{table}_{column}_part" ON "{table}" USING gin (UPPER("{column}"::text) gin_trgm_ops)'
        )


def remove_indexes(_apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """The extension stays: others may use it."""
    if editor.connection.vendor == "postgresql":
        for table, column in SEARCHED:
            editor.execute(f'DROP INDEX IF EXISTS "{table}_{column}_part"')


def _has_trigrams(editor: BaseDatabaseSchemaEditor) -> bool:
    """Whether the extension is there or could be created by this role."""
    with editor.connection.cursor() as cursor:
        cursor.execute(
            "SELECT installed_version IS NOT NULL OR has_database_privilege(current_database(), 'CREATE')"
            " FROM pg_available_extensions WHERE name = 'pg_trgm'"
        )
        usable = bool(cursor.fetchone() == (True,))
        if usable:
            cursor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
    return usable


class Migration(migrations.Migration):
    dependencies = [("cases", "0003_worklist_in_order")]

    operations = [migrations.RunPython(add_indexes, remove_indexes, elidable=False)]
