"""Strict serializers: undeclared keys are refused, related rows must be visible, nothing is exposed unnamed."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Model, QuerySet
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from access.api.filters import readable

UNKNOWN = _("没有这个字段，或者它不能由此写入。")


class StrictKeys:
    """Refuses undeclared and read-only keys in the input.

    Raises:
        TypeError: (at definition) ``fields = "__all__"`` or ``exclude``.
    """

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        meta = getattr(cls, "Meta", None)
        if getattr(meta, "fields", None) == "__all__" or getattr(meta, "exclude", None):
            raise TypeError(f"{cls.__name__}: name the fields one by one")

    def to_internal_value(self, data: Any) -> Any:
        """Return validated values.

        Raises:
            ValidationError: unknown keys, each named, beside the errors of the known ones.
        """
        unknown = {}
        if isinstance(data, Mapping):
            writable = {field.field_name for field in self._writable_fields}
            unknown = {str(key)[:60]: [UNKNOWN] for key in data if key not in writable}
        try:
            values = super().to_internal_value(data)
        except serializers.ValidationError as error:
            if unknown and isinstance(error.detail, dict):
                raise serializers.ValidationError(
                    {**error.detail, **serializers.ValidationError(unknown).detail}
                ) from error
            raise
        if unknown:
            raise serializers.ValidationError(unknown, code="unknown_field")
        return values


class StrictSerializer(StrictKeys, serializers.Serializer):
    """A serializer of declared fields; the usual base of what an act takes."""


class StrictModelSerializer(StrictKeys, serializers.ModelSerializer):
    """A serializer of named model fields; the usual base of what is shown.

    Related rows are shown as ids; writable relations must be declared as :class:`ScopedRelatedField`.
    """

    def build_relational_field(self, field_name: str, relation_info: Any) -> tuple[type, dict[str, Any]]:
        """Keep relations that DRF derives by itself read-only: their choices would not be scoped."""
        field_class, options = super().build_relational_field(field_name, relation_info)
        kept = {key: value for key, value in options.items() if key in {"many", "source", "allow_null"}}
        return field_class, kept | {"read_only": True}


class ScopedRelatedField(serializers.PrimaryKeyRelatedField):
    """A related row by id, from what the principal sees under ``permission``; invisible and absent answer alike."""

    default_error_messages = {
        "does_not_exist": _("没有编号为 {pk_value} 的对象，或者它不在您的职责范围内。"),
        "incorrect_type": _("请给出对象的编号（整数）。"),
    }

    def __init__(self, *, model: type[Model] | None = None, permission: str = "", **kwargs: Any) -> None:
        self.choices_of = model
        self.permission = permission
        if not kwargs.get("read_only"):
            if model is None or not permission:
                raise TypeError("a writable relation names its model and permission")
            kwargs["queryset"] = model._default_manager.none()
        super().__init__(**kwargs)

    def get_queryset(self) -> QuerySet:
        """Return the visible rows, under the principal of the request."""
        request = self.context.get("request")
        if request is None:
            return super().get_queryset()
        return readable(self.choices_of, request.principal, self.permission)

    def to_internal_value(self, data: Any) -> Any:
        """Return the row.

        Raises:
            ValidationError: not an integer, absent or invisible.
        """
        if isinstance(data, bool) or not isinstance(data, int):
            self.fail("incorrect_type", data_type=type(data).__name__)
        row = self.get_queryset().filter(pk=data).first()
        if row is None:
            self.fail("does_not_exist", pk_value=data)
        return row


DAY_OR_OPEN = {"type": ["string", "null"], "format": "date"}


@extend_schema_field(
    {"type": "object", "properties": {"from": DAY_OR_OPEN, "until": DAY_OR_OPEN}, "required": ["from", "until"]}
)
class PeriodField(serializers.Field):
    """A period: ``from`` counts, ``until`` does not; null is open. Read only."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"read_only": True} | kwargs)

    def to_representation(self, value: Any) -> dict[str, Any]:
        """Return both ends."""
        return {"from": value.lower, "until": value.upper}
