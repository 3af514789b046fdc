"""Fixed words of accounts."""

from __future__ import annotations

from django.db.models import TextChoices


class Role(TextChoices):
    """What a person does in the laboratory."""

    TECHNICIAN = "technician", "Technician"
    PATHOLOGIST = "pathologist", "Pathologist"
    ADMINISTRATOR = "administrator", "Administrator"


def role_choices() -> list[tuple[str, str]]:
    """The roles as (slug, words), as a callable so that no migration freezes the list."""
    return [(role.value, str(role.label)) for role in Role]
