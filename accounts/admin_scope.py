"""The wall between laboratories, inside the admin."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.utils import get_fields_from_path
from django.core.exceptions import PermissionDenied
from django.db import DataError

from accounts.models import User
from accounts.selectors import search_words

if TYPE_CHECKING:
    from django.contrib.admin.options import _ListFilterT
    from django.contrib.admin.views.main import ChangeList
    from django.db.models import ForeignKey, ManyToManyField, Model, QuerySet
    from django.forms import ModelChoiceField, ModelForm, ModelMultipleChoiceField
    from django.http import HttpRequest

    class _Admin(admin.ModelAdmin[Any]): ...

else:
    _Admin = admin.ModelAdmin


class LaboratoryScopedAdmin(_Admin):
    """Shows an administrator the rows of their laboratory and no others; a superuser sees all.

    `laboratory_path` is the way from the model to the id of its laboratory, as a query would write it:
    `"laboratory"`, `"case__laboratory"`, or `"pk"` for the laboratory itself. Rows, choices of foreign keys,
    suggestions while typing and filters follow it. A form whose own model has the field `laboratory` does
    not ask an administrator for it.
    """

    laboratory_path = "laboratory"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """The rows that this person may know of."""
        return scoped(super().get_queryset(request), self.laboratory_path, request)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """The rows with all the words, of which there are as many as elsewhere."""
        return super().get_search_results(request, queryset, " ".join(search_words(search_term)))

    def get_changelist_instance(self, request: HttpRequest) -> ChangeList:
        """The list that the address asks for. Raises IncorrectLookupParameters for impossible values."""
        try:
            return super().get_changelist_instance(request)
        except (ValueError, OverflowError, DataError) as error:
            raise IncorrectLookupParameters from error

    def formfield_for_foreignkey(
        self, db_field: ForeignKey[Any, Any], request: HttpRequest, **kwargs: Any
    ) -> ModelChoiceField[Any] | None:
        """A choice among the rows of the laboratory."""
        self._scope_choices(db_field, request, kwargs)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_manytomany(
        self, db_field: ManyToManyField[Any, Any], request: HttpRequest, **kwargs: Any
    ) -> ModelMultipleChoiceField[Any] | None:
        """Choices among the rows of the laboratory."""
        self._scope_choices(db_field, request, kwargs)
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def get_exclude(self, request: HttpRequest, obj: Model | None = None) -> tuple[str, ...] | None:
        """An administrator is not asked for the laboratory: it is theirs."""
        excluded = tuple(super().get_exclude(request, obj) or ())
        if sees_all(request) or self.laboratory_path != "laboratory":
            return excluded or None
        return (*excluded, "laboratory")

    def get_list_filter(self, request: HttpRequest) -> list[_ListFilterT]:
        """Filters that hold no rows of other tables: their choices would name every laboratory."""
        filters = list(super().get_list_filter(request))
        return filters if sees_all(request) else [entry for entry in filters if not self._names_rows(entry)]

    def save_model(self, request: HttpRequest, obj: Any, form: ModelForm[Any], change: bool) -> None:  # noqa: ANN401, FBT001 - Django's own signature
        """Store the row in the person's laboratory. Raises PermissionDenied for a row of another."""
        if not sees_all(request) and self.laboratory_path == "laboratory":
            own = laboratory_of(request)
            if change and obj.laboratory_id != own:
                raise PermissionDenied
            obj.laboratory_id = own
        super().save_model(request, obj, form, change)

    def _names_rows(self, entry: _ListFilterT) -> bool:
        name = entry[0] if isinstance(entry, (tuple, list)) else entry
        return isinstance(name, str) and get_fields_from_path(self.model, name)[-1].is_relation

    def _scope_choices(self, db_field: Any, request: HttpRequest, kwargs: dict[str, Any]) -> None:  # noqa: ANN401 - either kind of field
        related = db_field.remote_field.model
        if sees_all(request) or "queryset" in kwargs:
            return
        site = self.admin_site
        other = site.get_model_admin(related) if site.is_registered(related) else None
        rows = related._default_manager.all()
        # What is not known to belong to a laboratory is not offered.
        path = other.laboratory_path if isinstance(other, LaboratoryScopedAdmin) else None
        kwargs["queryset"] = scoped(rows, path, request) if path else rows.none()


def sees_all(request: HttpRequest) -> bool:
    """Whether no laboratory bounds this person."""
    return isinstance(request.user, User) and request.user.is_active and request.user.is_superuser


def laboratory_of(request: HttpRequest) -> object:
    """The id of the person's laboratory. Raises PermissionDenied for a person without one."""
    if not isinstance(request.user, User) or request.user.laboratory_id is None:
        raise PermissionDenied
    return request.user.laboratory_id


def scoped(rows: QuerySet[Any], path: str, request: HttpRequest) -> QuerySet[Any]:
    """The rows of the person's laboratory; for a superuser all."""
    return rows if sees_all(request) else rows.filter(**{path: laboratory_of(request)})
