"""Form parts that every app uses: choices limited to what the principal sees."""

from typing import Any

from django import forms
from django.utils.choices import BaseChoiceIterator
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from access.principals import Principal

DASHES = "---------"  # what Django offers when nothing is chosen


class ReadOnce(BaseChoiceIterator):
    """The choices of a field of rows, read at the first look and never again; Django's own reads them at every look."""

    def __init__(self, field: forms.ModelChoiceField) -> None:
        self.field = field

    @cached_property
    def rows(self) -> list[tuple[Any, str]]:
        """The empty choice, if the field has one, and every row."""
        empty = [] if self.field.empty_label is None else [("", self.field.empty_label)]
        return empty + [(row.pk, self.field.label_from_instance(row)) for row in self.field.queryset]

    def __iter__(self) -> Any:
        """Give the choices."""
        yield from self.rows


class ScopedModelChoiceField(forms.ModelChoiceField):
    """A choice among visible rows; absent and invisible give the same error."""

    def __init__(self, *, permission: str, **kwargs: Any) -> None:
        self.permission = permission
        kwargs.setdefault("error_messages", {})
        kwargs["error_messages"].setdefault("invalid_choice", _("没有这个选项，或者它不在您的职责范围内。"))
        super().__init__(**kwargs)

    def scope(self, principal: Principal) -> None:
        """Limit the choices to what the principal sees under the permission."""
        if hasattr(self.queryset, "visible_to"):
            self.queryset = self.queryset.visible_to(principal, self.permission)


class ScopedForm(forms.Form):
    """A form that is built for a principal."""

    takes_principal = True

    def __init__(self, *args: Any, principal: Principal, **kwargs: Any) -> None:
        self.principal = principal
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if hasattr(field, "scope"):
                field.scope(principal)
            if getattr(field, "empty_label", None) == DASHES:
                field.empty_label = _("请选择") if field.required else "—"
