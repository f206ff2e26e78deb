"""List filters of the admin whose choices are rows that the reader may see."""

from typing import Any

from django.contrib.admin import ModelAdmin, RelatedFieldListFilter
from django.db.models import Model, QuerySet
from django.http import HttpRequest

from access.guarded import NOTHING
from access.models import Area
from access.principals import Principal

MOST_CHOICES = 200


def choosable(model: type[Model], principal: Principal, permission: str) -> QuerySet:
    """Return the rows of a related model that a principal may choose; areas are those it answers for."""
    manager = model._default_manager
    if hasattr(manager, "visible_to"):
        return manager.visible_to(principal, permission)
    if model is Area:
        condition = NOTHING
        for scope in principal.scopes():
            condition |= scope.subtree()
        return manager.filter(condition)
    return manager.all()


class ScopedRelatedFilter(RelatedFieldListFilter):
    """A filter by a related row, offering visible rows only."""

    def field_choices(self, field: Any, request: HttpRequest, model_admin: ModelAdmin) -> list[tuple[Any, str]]:
        """Return the visible choices, the first of them where there are very many."""
        rows = choosable(field.remote_field.model, request.principal, model_admin.link_permission(field))
        return [(row.pk, str(row)) for row in rows[:MOST_CHOICES]]
