"""System checks: an undeclared door, permission or guard is an error before the first request."""

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.core.checks import Error, register
from django.urls import URLPattern, URLResolver, get_resolver

from access import policy
from access.doors import Door, door_of, door_of_action
from access.guarded import GuardedModel, GuardedQuerySet, ScopedModel


def views(patterns: Any = None, prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Yield (route, view) for every URL of the project."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from views(pattern.url_patterns, route)
        elif isinstance(pattern, URLPattern):
            yield route, pattern.callback


def doors() -> Iterator[tuple[str, str, Door | None]]:
    """Yield (route, method or action, door) for every entrance by URL."""
    for route, view in views():
        actions = getattr(view, "actions", None)
        if actions:
            for method, action in sorted(actions.items()):
                if method == "head":  # added by the framework at the first request; it answers as get does
                    continue
                yield route, f"{method} {action}", door_of_action(view.cls, action)
        else:
            yield route, "", door_of(view)


@register("doors")
def every_url_declares_its_door(app_configs: Any, **kwargs: Any) -> list[Error]:
    """Refuse to start with an undeclared or unknown door."""
    errors = []
    for route, action, door in doors():
        if door is None:
            errors.append(Error(f"undeclared door: /{route} {action}".strip(), id="access.E001"))
        elif door.kind == "permission" and not policy.is_declared(door.permission):
            errors.append(Error(f"/{route} asks for an undeclared permission: {door.permission}", id="access.E002"))
    return errors


@register("doors")
def every_admin_is_scoped(app_configs: Any, **kwargs: Any) -> list[Error]:
    """Refuse an admin class outside the scoped base."""
    from django.contrib import admin  # noqa: PLC0415

    from access.admin import ScopedAdmin  # noqa: PLC0415

    return [
        Error(f"{type(model_admin).__name__} is not a ScopedAdmin", id="access.E003")
        for model_admin in admin.site._registry.values()
        if not isinstance(model_admin, ScopedAdmin)
    ]


@register("doors")
def every_task_declares_its_door(app_configs: Any, **kwargs: Any) -> list[Error]:
    """Refuse a Celery task without a declared door."""
    from celery import current_app  # noqa: PLC0415

    return [
        Error(f"task without a door: {name}", id="access.E004")
        for name, task in current_app.tasks.items()
        if not name.startswith("celery.") and getattr(task, "door", None) is None
    ]


@register("doors")
def every_guarded_model_reads_through_its_guard(app_configs: Any, **kwargs: Any) -> list[Error]:
    """Refuse a scoped model whose default manager answers without a scope."""
    return [
        Error(f"{model.__name__}.objects is not guarded", id="access.E005")
        for model in apps.get_models()
        if issubclass(model, GuardedModel) and not issubclass(model._default_manager._queryset_class, GuardedQuerySet)
    ]


@register("doors", "database")
def every_scoped_table_is_behind_the_net(app_configs: Any, databases: Any = None, **kwargs: Any) -> list[Error]:
    """Refuse a scoped table without forced row-level security (asked only when the database is part of the check)."""
    if not databases:
        return []
    from django.db import connection  # noqa: PLC0415

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relkind = 'r' AND NOT (relrowsecurity AND relforcerowsecurity)"
        )
        open_tables = {row[0] for row in cursor.fetchall()}  # a table that is still to be made is not among them
    return [
        Error(f"{model._meta.db_table} has no forced row-level security", id="access.E006")
        for model in apps.get_models()
        if issubclass(model, ScopedModel)
        and model._default_manager._queryset_class.rls
        and model._meta.db_table in open_tables
    ]
