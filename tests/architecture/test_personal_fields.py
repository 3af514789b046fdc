"""Every field of every table is declared personal or not: a new one cannot slip into a log unseen."""

from __future__ import annotations

import pytest
from django.apps import apps

OURS = ("accounts", "cases", "diagnostics")
MODELS = [model for app in OURS for model in apps.get_app_config(app).get_models(include_auto_created=True)]
# Django's own tables behind the user's groups and permissions: two keys and no field of their own.
MODELS = [model for model in MODELS if not model._meta.auto_created]


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_a_model_declares_each_field_once(model: type) -> None:
    fields = {field.name for field in model._meta.get_fields() if field.concrete and not field.many_to_many}  # type: ignore[attr-defined]
    personal, impersonal = model.PERSONAL_FIELDS, model.IMPERSONAL_FIELDS  # type: ignore[attr-defined]
    assert personal | impersonal == fields
    assert not personal & impersonal


def test_a_person_can_be_recognised_by_what_is_declared_personal() -> None:
    patient = apps.get_model("cases", "Patient")
    assert {"mrn", "family_name", "given_name", "date_of_birth"} <= patient.PERSONAL_FIELDS
