"""Serializers that take what they name and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from rest_framework import serializers

if TYPE_CHECKING:
    from rest_framework.request import Request

_NAMED_AT_MOST: Final = 20
_NOT_HERE: Final = "This field cannot be given here."


class StrictFields(serializers.Serializer[Any]):
    """Refuses fields that it does not know, by name: no status, laboratory or signature slips in unseen."""

    def to_internal_value(self, data: Any) -> Any:  # noqa: ANN401 - the signature is the framework's
        """Return the validated fields. Raises ValidationError."""
        if isinstance(data, Mapping):
            writable = {name for name, field in self.fields.items() if not field.read_only}
            unknown = sorted(str(name)[:100] for name in data if name not in writable)[:_NAMED_AT_MOST]
            if unknown:
                raise serializers.ValidationError({name: [_NOT_HERE] for name in unknown})
        return super().to_internal_value(data)


class Changes(StrictFields):
    """Any of the fields, but at least one: a request that changes nothing is a mistake."""

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Raise ValidationError where nothing but a reason is given."""
        if not attrs.keys() - {"reason"}:
            raise serializers.ValidationError("Give at least one field to change.")
        return attrs


class NoFields(StrictFields):
    """An action that takes nothing."""


class PersonSerializer(serializers.Serializer[Any]):
    """A user of the laboratory, as far as colleagues see them."""

    id = serializers.UUIDField(read_only=True)
    name = serializers.CharField(source="printed_name", read_only=True)


class BlankAsNull(serializers.CharField):
    """A text column that is empty where there is nothing to say: null in JSON."""

    def __init__(self, source: str | None = None) -> None:
        super().__init__(read_only=True, allow_null=True, source=source)

    def to_representation(self, value: object) -> str | None:  # type: ignore[override]
        """Return the text, or None for the empty one."""
        return str(value) if value else None


class ChoiceOrNull(serializers.ChoiceField):
    """The same for a column with a list of values."""

    def __init__(self, choices: list[tuple[str, str]]) -> None:
        super().__init__(choices, read_only=True, allow_null=True)

    def to_representation(self, value: object) -> str | None:  # type: ignore[override]
        """Return the slug, or None for the empty one."""
        return str(value) if value else None


def validated(form: type[serializers.BaseSerializer[Any]], request: Request) -> dict[str, Any]:
    """Return the request's fields as `form` reads them. Raises ValidationError."""
    serializer = form(data=request.data)
    serializer.is_valid(raise_exception=True)
    return dict(serializer.validated_data)
