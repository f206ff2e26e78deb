"""How the administration site words what is stored raw: periods as two days, sources by their names."""

from collections.abc import Callable, Iterable
from functools import cache
from typing import Any

from django.contrib import admin
from django.core.exceptions import FieldDoesNotExist
from django.db.models import Model
from django.http import HttpRequest
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from access.languages import listed
from access.registries import sources

WORDED = {"valid": "valid_days", "source": "source_name"}


def days_of(period: Any) -> str:
    """Return a half-open period as the pages write it: the first day and the day of the end, or "until today"."""
    if period is None or period.isempty:
        return "—"
    first = period.lower.isoformat() if period.lower else ""
    return f"{first} – {period.upper.isoformat() if period.upper else _now('至今')}"


class Worded:
    """Shows the read-only columns ``valid`` and ``source`` in words."""

    @admin.display(description=_("有效期"), ordering="valid")
    def valid_days(self, obj: Model) -> str:
        """Return the period in days."""
        return days_of(obj.valid)

    @admin.display(description=_("来源"), ordering="source")
    def source_name(self, obj: Model) -> str:
        """Return the name of the source; an unknown one stands as it is."""
        named = {entry.code: entry.label for entry in sources.items()}
        return str(named.get(obj.source, obj.source))

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> Iterable[Any]:
        """Word the read-only fields; what would be a link to a closed door is text."""
        return [self._shown(request, name) for name in super().get_readonly_fields(request, obj)]

    def get_fields(self, request: HttpRequest, obj: Model | None = None) -> Iterable[Any]:
        """Name the fields as :meth:`get_readonly_fields` does; whoever may only look gets all of them so."""
        read_only = set(super().get_readonly_fields(request, obj))
        looks = obj is not None and not self.has_change_permission(request, obj)
        return [
            self._shown(request, name) if looks or name in read_only else name
            for name in super().get_fields(request, obj)
        ]

    def _shown(self, request: HttpRequest, name: Any) -> Any:
        """Return a read-only column: in words, and as text where the related page would refuse the reader."""
        if not isinstance(name, str) or name in WORDED:
            return WORDED.get(name, name)
        try:
            related = self.model._meta.get_field(name).related_model
        except FieldDoesNotExist:
            return name
        page = self.admin_site._registry.get(related)
        return name if page is None or page.has_view_permission(request) else as_text(self.model, name)


@cache
def as_text(model: type[Model], name: str) -> Callable[[Model], str]:
    """Return a column that shows related rows without a link."""
    field = model._meta.get_field(name)

    @admin.display(description=field.verbose_name)
    def shown(obj: Model) -> str:
        value = getattr(obj, name)
        return listed(value.all()) if field.many_to_many else str("—" if value is None else value)

    shown.__name__ = name
    return shown


def worded(names: Iterable[Any]) -> list[Any]:
    """Return the names of columns with the raw ones replaced."""
    return [WORDED.get(name, name) for name in names]
