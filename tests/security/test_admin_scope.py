"""The admin, table by table: who gets in, and whose rows are there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.contrib import admin
from django.utils import timezone

from accounts.admin_scope import LaboratoryScopedAdmin
from diagnostics.models import Diagnosis
from tests.factories.diagnostics import signature
from tests.security.world import World, build

if TYPE_CHECKING:
    from django.db.models import Model

TABLES = sorted(admin.site._registry, key=lambda model: model._meta.label)
OURS = [model for model in TABLES if model._meta.app_label in {"accounts", "cases", "diagnostics"}]
ROWS = {
    "Laboratory": "laboratory",
    "User": "user",
    "Patient": "patients",
    "Case": "cases",
    "Slide": "slides",
    "Analysis": "analyses",
    "Diagnosis": "diagnoses",
}


def names(model: type[Model]) -> str:
    return model._meta.model_name or ""


def address(model: type[Model], page: str = "") -> str:
    return f"/admin/{model._meta.app_label}/{model._meta.model_name}/{page}"


@pytest.fixture
def world(db: None) -> World:
    return build()


def test_every_table_of_ours_is_in_the_admin_behind_the_wall() -> None:
    assert {model.__name__ for model in OURS} >= {*ROWS, "AuditEvent"}
    bare = [
        model for model in OURS if not isinstance(admin.site.get_model_admin(model), LaboratoryScopedAdmin)
    ]
    assert bare == []


@pytest.mark.parametrize("who", ["anonymous", "technician", "pathologist"])
@pytest.mark.parametrize("model", TABLES, ids=names)
def test_nobody_else_gets_in(world: World, model: type[Model], who: str) -> None:
    expected = 302 if who == "anonymous" else 403
    for page in ("", "add/", f"{world.own.pk('cases')}/change/", f"{world.own.pk('cases')}/delete/"):
        assert world.clients[who].get(address(model, page)).status_code == expected
        assert world.clients[who].post(address(model, page)).status_code == expected


@pytest.mark.parametrize("model", OURS, ids=names)
def test_a_list_holds_the_own_rows_and_no_others(world: World, model: type[Model]) -> None:
    kind = ROWS.get(model.__name__)
    mine = world.clients["administrator"].get(address(model)).content.decode()
    everything = world.clients["superuser"].get(address(model)).content.decode()
    assert not [key for key in world.foreign.keys if key in mine]
    if kind is not None:
        own, foreign = (f"/{rows.pk(kind)}/change/" for rows in (world.own, world.foreign))
        assert own in mine
        assert own in everything
        assert foreign in everything


@pytest.mark.parametrize("model", [model for model in OURS if model.__name__ in ROWS], ids=names)
def test_a_foreign_row_is_not_there(world: World, model: type[Model]) -> None:
    kind = ROWS[model.__name__]
    client = world.clients["administrator"]
    assert client.get(address(model, f"{world.own.pk(kind)}/change/")).status_code == 200
    for page in ("change", "history", "delete"):
        path = address(model, f"{world.foreign.pk(kind)}/{page}/")
        for answer in (client.get(path), client.post(path, {"post": "yes"})):
            assert answer.status_code in {302, 403, 404}
    assert model._default_manager.filter(pk=world.foreign.pk(kind)).exists()


@pytest.mark.parametrize("model", [model for model in OURS if model.__name__ in ROWS], ids=names)
def test_no_form_offers_a_foreign_row(world: World, model: type[Model]) -> None:
    client = world.clients["administrator"]
    for page in (f"{world.own.pk(ROWS[model.__name__])}/change/", "add/"):
        shown = client.get(address(model, page)).content.decode()
        assert [key for key in world.foreign.keys if key in shown] == []


@pytest.mark.parametrize("model", OURS, ids=names)
def test_typing_suggests_no_foreign_row(world: World, model: type[Model]) -> None:
    """The suggestions of a field are the scoped rows of the other table's own page."""
    for field in model._meta.get_fields():
        if not (field.many_to_one and field.concrete):
            continue
        asked = {"app_label": model._meta.app_label, "model_name": names(model), "field_name": field.name}
        answer = world.clients["administrator"].get("/admin/autocomplete/", {**asked, "term": ""})
        shown = answer.content.decode()
        assert [key for key in world.foreign.keys if key in shown] == []


@pytest.mark.parametrize("who", ["administrator", "superuser"])
def test_a_signed_diagnosis_is_read_only(world: World, who: str) -> None:
    diagnosis = Diagnosis.objects.get(pk=world.own.pk("diagnoses"))
    Diagnosis.objects.filter(pk=diagnosis.pk).update(**signature(diagnosis))
    path = address(Diagnosis, f"{diagnosis.pk}/")
    client = world.clients[who]
    assert client.post(path + "change/", {"label": "benign", "signed_at": timezone.now()}).status_code == 403
    assert client.post(path + "delete/", {"post": "yes"}).status_code == 403
    assert 'name="label"' not in client.get(path + "change/").content.decode()
    diagnosis.refresh_from_db()
    assert diagnosis.label == "pre_b"


def test_the_first_page_of_the_admin_opens(world: World) -> None:
    for who in ("administrator", "superuser"):
        assert world.clients[who].get("/admin/").status_code == 200
