"""Laboratories and people."""

from __future__ import annotations

from typing import Any

import factory
from factory.django import DjangoModelFactory

from accounts.models import Laboratory, User

PASSWORD = "correct horse battery staple"


class LaboratoryFactory(DjangoModelFactory):
    class Meta:
        model = Laboratory

    name = factory.Sequence(lambda n: f"Laboratory {n}")


class UserFactory(DjangoModelFactory):
    """A technician of a laboratory of their own."""

    class Meta:
        model = User

    laboratory = factory.SubFactory(LaboratoryFactory)
    role = "technician"
    username = factory.Sequence(lambda n: f"user-{n}")
    password = PASSWORD

    @classmethod
    def _create(cls, model_class: type[User], *args: Any, **kwargs: Any) -> User:
        return model_class.objects.create_user(*args, **kwargs)
