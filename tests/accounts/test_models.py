from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from accounts.choices import Role
from accounts.exceptions import NotFound, NotPermitted
from accounts.models import User
from accounts.permissions import Permission, require
from tests.factories.accounts import LaboratoryFactory, UserFactory

pytestmark = pytest.mark.django_db


def test_a_superuser_has_no_laboratory() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.create_superuser("root", laboratory=LaboratoryFactory(), role=Role.TECHNICIAN)


@pytest.mark.parametrize("missing", [{"laboratory": None}, {"role": ""}, {"role": "janitor"}])
def test_everybody_else_has_a_laboratory_and_a_known_role(missing: dict[str, object]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        UserFactory(**missing)


def test_only_administrators_and_superusers_get_to_the_admin() -> None:
    staff = {role: UserFactory(role=role).is_staff for role in Role}
    assert staff == {Role.TECHNICIAN: False, Role.PATHOLOGIST: False, Role.ADMINISTRATOR: True}
    assert User.objects.create_superuser("root").is_staff


def test_the_door_to_the_admin_closes_with_the_role() -> None:
    user = UserFactory(role=Role.ADMINISTRATOR)
    user.role = Role.TECHNICIAN
    user.save(update_fields=["role"])
    user.refresh_from_db()
    assert not user.is_staff


def test_nobody_is_made_staff_behind_the_back_of_the_model() -> None:
    user = UserFactory(role=Role.TECHNICIAN)
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.filter(pk=user.pk).update(is_staff=True)


def test_the_printed_name_is_the_full_name_or_else_the_username() -> None:
    assert UserFactory(first_name="Ada", last_name="Ahorn").printed_name == "Ada Ahorn"
    assert UserFactory(username="ahorn").printed_name == "ahorn"


@pytest.mark.parametrize(
    ("role", "refused"),
    [
        (Role.TECHNICIAN, {"diagnose", "sign_out", "amend", "view_audit", "manage_users"}),
        (Role.PATHOLOGIST, {"manage_users"}),
        (Role.ADMINISTRATOR, {"diagnose", "sign_out", "amend"}),
    ],
)
def test_what_a_role_may_not_do(role: Role, refused: set[str]) -> None:
    user = UserFactory(role=role)
    assert {str(permission) for permission in Permission if not user.can(permission)} == refused


def test_an_account_that_is_switched_off_may_do_nothing() -> None:
    user = UserFactory(role=Role.PATHOLOGIST, is_active=False)
    assert not any(user.can(permission) for permission in Permission)


def test_a_superuser_has_no_part_in_the_work_of_a_laboratory() -> None:
    root = User.objects.create_superuser("root")
    assert not any(root.can(permission) for permission in Permission)


def test_a_foreign_row_is_missing_whatever_the_role() -> None:
    user = UserFactory(role=Role.TECHNICIAN)
    foreign = LaboratoryFactory()
    for permission in (Permission.VIEW, Permission.SIGN_OUT):
        with pytest.raises(NotFound):
            require(user, permission, laboratory_id=foreign.pk)


def test_an_own_row_is_refused_to_the_wrong_role() -> None:
    user = UserFactory(role=Role.TECHNICIAN)
    require(user, Permission.VIEW, laboratory_id=user.laboratory_id)
    with pytest.raises(NotPermitted):
        require(user, Permission.SIGN_OUT, laboratory_id=user.laboratory_id)
