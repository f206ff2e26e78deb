"""How the administration site words what is stored raw: periods as two days, sources by their names."""

from collections.abc import Iterable
from typing import Any

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

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
        """Word the read-only fields."""
        return worded(super().get_readonly_fields(request, obj))

    def get_fields(self, request: HttpRequest, obj: Model | None = None) -> Iterable[Any]:
        """Name the fields as :meth:`get_readonly_fields` does."""
        read_only = set(super().get_readonly_fields(request, obj))
        return [WORDED.get(name, name) if name in read_only else name for name in super().get_fields(request, obj)]


def worded(names: Iterable[Any]) -> list[Any]:
    """Return the names of columns with the raw ones replaced."""
    return [WORDED.get(name, name) for name in names]
