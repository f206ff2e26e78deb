"""Base of every admin class: rows, choices, filters and acts follow the policy; forgetting to say so leaves a closed door."""

import re
from collections.abc import Callable
from typing import Any, ClassVar

from django.contrib import admin
from django.core.exceptions import FieldDoesNotExist
from django.db.models import Field, ForeignKey, ManyToManyField, Model, QuerySet
from django.forms import Form, ModelForm
from django.http import HttpRequest

from access import audit, policy
from access.admin.filters import ScopedRelatedFilter, choosable
from access.admin.showing import Worded, worded
from access.errors import ScopeNotDeclared
from access.guarded import GuardedModel
from access.policy import Denied
from access.principals import Place

FILTER_LOOKUPS = frozenset(
    {"", "exact", "in", "isnull", "id__exact", "gte", "gt", "lte", "lt", "year", "month", "day", "isempty"}
)


class PolicyPermissions:
    """Answers Django's permission methods from ``permissions``: {"view": …, "add": …, "change": …, "delete": …, act: …}.

    A key that is missing or empty is refused to everybody.
    """

    permissions: ClassVar[dict[str, str]] = {}
    link_permissions: ClassVar[dict[str, str]] = {}

    def may(self, request: HttpRequest, act: str, obj: Any = None) -> bool:
        """Ask the policy for the permission of an act, on a row when there is one."""
        permission = self.permissions.get(act, "")
        if not permission:
            return False
        if obj is None:
            return policy.can(request.principal, permission)
        return all(policy.can_on(request.principal, permission, target) for target in self.targets(obj))

    def targets(self, obj: Any) -> list[Model | Place]:
        """Return what the policy is asked about: the row itself, or its places where the model has no guard of its own."""
        return [obj]

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Ask the policy; whoever may change may look."""
        return self.may(request, "view", obj) or self.may(request, "change", obj)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Ask the policy."""
        return self.may(request, "add")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Ask the policy."""
        return self.may(request, "change", obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Ask the policy; nothing is deleted unless the class names a permission."""
        return self.may(request, "delete", obj)

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Whether any of the class's permissions is held."""
        return any(self.may(request, act) for act in self.permissions)

    def __getattr__(self, name: str) -> Callable[..., bool]:
        """Answer ``has_<act>_permission`` of actions for every key of ``permissions``."""
        found = re.fullmatch(r"has_(\w+)_permission", name)
        if found is None or found[1] not in self.permissions:
            raise AttributeError(name)
        return lambda request, obj=None: self.may(request, found[1], obj)

    def link_permission(self, field: Field) -> str:
        """Return the permission under which rows of a related model may be chosen."""
        meta = field.remote_field.model._meta
        return self.link_permissions.get(field.name, f"{meta.app_label}.view_{meta.model_name}")

    def formfield_for_foreignkey(self, db_field: ForeignKey, request: HttpRequest, **kwargs: Any) -> Any:
        """Offer visible rows; absent and invisible give the same error."""
        kwargs["queryset"] = choosable(db_field.remote_field.model, request.principal, self.link_permission(db_field))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_manytomany(self, db_field: ManyToManyField, request: HttpRequest, **kwargs: Any) -> Any:
        """Offer visible rows."""
        kwargs["queryset"] = choosable(db_field.remote_field.model, request.principal, self.link_permission(db_field))
        return super().formfield_for_manytomany(db_field, request, **kwargs)


class ScopedAdmin(Worded, PolicyPermissions, admin.ModelAdmin):
    """An admin class behind the policy; a rule or a state is an act of a service and read-only here."""

    reference_data: ClassVar[bool] = False  # every row is readable by whoever holds the permission anywhere
    object_tools: ClassVar[
        tuple[tuple[str, str, str], ...]
    ] = ()  # label, URL name taking the row's id, act in permissions
    list_tools: ClassVar[tuple[tuple[str, str, str], ...]] = ()  # label, URL name, act in permissions
    change_form_template = "admin/scoped_change_form.html"
    change_list_template = "admin/scoped_change_list.html"
    list_per_page = 50
    view_on_site = False  # Django's address for it resolves any row by id, past every scope
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER

    def rows(self, request: HttpRequest, act: str = "view") -> QuerySet:
        """Return the rows on which the principal holds the permission of an act.

        Raises:
            ScopeNotDeclared: the model has no guard, and the class does not say that it is reference data.
        """
        manager = self.model._default_manager
        permission = self.permissions.get(act, "")
        if not permission:
            return manager.none()
        if hasattr(manager, "visible_to"):
            return manager.visible_to(request.principal, permission)
        if not self.reference_data:
            raise ScopeNotDeclared(
                f"{type(self).__name__}: {self.model.__name__} is neither guarded nor reference data"
            )
        return manager.all()

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """Return the visible rows; lists, objects, autocomplete, history and actions all start here."""
        ordering = self.get_ordering(request)
        return self.rows(request).order_by(*ordering) if ordering else self.rows(request)

    def get_list_display(self, request: HttpRequest) -> list[Any]:
        """Word periods and sources."""
        return worded(super().get_list_display(request))

    def get_list_filter(self, request: HttpRequest) -> list[Any]:
        """Give related fields the filter with visible choices."""
        return [
            (name, ScopedRelatedFilter) if isinstance(name, str) and self._is_relation(name) else name
            for name in super().get_list_filter(request)
        ]

    def _is_relation(self, path: str) -> bool:
        try:
            return self.model._meta.get_field(path.split("__", maxsplit=1)[0]).is_relation
        except FieldDoesNotExist:
            return False

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest | None = None) -> bool:
        """Allow declared filters and nothing else: a free lookup is a way to guess hidden values."""
        declared = [entry[0] if isinstance(entry, tuple | list) else entry for entry in self.list_filter]
        for name in [*declared, *([self.date_hierarchy] if self.date_hierarchy else [])]:
            if isinstance(name, str) and (lookup == name or lookup.startswith(f"{name}__")):
                return lookup.removeprefix(name).removeprefix("__") in FILTER_LOOKUPS
        return False

    def get_search_fields(self, request: HttpRequest) -> list[str]:
        """Search own columns and reference data; never through a relation into guarded rows."""
        return [name for name in super().get_search_fields(request) if not self._enters_guarded(name)]

    def _enters_guarded(self, path: str) -> bool:
        first, _separator, rest = path.lstrip("^=@").partition("__")
        field = self.model._meta.get_field(first)
        return bool(rest) and field.is_relation and issubclass(field.related_model, GuardedModel)

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """Keep actions that name their permission and that the principal holds."""
        return {
            name: entry
            for name, entry in super().get_actions(request).items()
            if getattr(entry[0], "allowed_permissions", None) and name != "delete_selected"
        }

    def get_deleted_objects(
        self, objs: Any, request: HttpRequest
    ) -> tuple[list[str], dict[str, int], set[str], list[str]]:
        """Name the visible rows only; what hangs on them is not listed, and the database protects it."""
        names = [str(obj) for obj in objs]
        lacking = (
            set() if all(self.has_delete_permission(request, obj) for obj in objs) else {str(self.opts.verbose_name)}
        )
        return names, {str(self.opts.verbose_name_plural): len(names)}, lacking, []

    def prepare(self, request: HttpRequest, obj: Model, form: Form) -> None:
        """Fill derived columns before saving."""

    def save_model(self, request: HttpRequest, obj: Model, form: ModelForm, change: bool) -> None:
        """Save where the row was and where it ends up are both in scope, and leave a line.

        Raises:
            Denied: the row was, or would end up, outside.
        """
        act = "change" if change else "add"
        permission = self.permissions.get(act, "")
        if change and not self._still_mine(request, obj):
            raise Denied(permission, target=obj)
        self.prepare(request, obj, form)
        super().save_model(request, obj, form, change)
        obj.refresh_from_db()
        if not self.may(request, act, obj):
            raise Denied(permission, target=obj)
        audit.record(
            request.principal,
            f"{self.opts.label_lower}.{'changed' if change else 'added'}",
            obj,
            fields=form.changed_data,
        )

    def _still_mine(self, request: HttpRequest, obj: Model) -> bool:
        rows = self.rows(request, "change").filter(pk=obj.pk).select_for_update(of=("self",)).order_by("pk")
        stored = rows.first()
        return stored is not None and self.may(request, "change", stored)

    def delete_model(self, request: HttpRequest, obj: Model) -> None:
        """Delete one row and leave a line.

        Raises:
            Denied: the row is outside.
        """
        if not self.has_delete_permission(request, obj):
            raise Denied(self.permissions.get("delete", ""), target=obj)
        audit.record(request.principal, f"{self.opts.label_lower}.deleted", obj)
        super().delete_model(request, obj)

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], **kwargs: Any) -> Any:
        """Offer the acts that the principal may do on this row."""
        obj = kwargs.get("obj")
        context["object_acts"] = [
            (label, url_name)
            for label, url_name, act in self.object_tools
            if obj is not None and self.may(request, act, obj)
        ]
        return super().render_change_form(request, context, **kwargs)

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """Offer the acts that start from the list."""
        acts = [(label, url_name) for label, url_name, act in self.list_tools if self.may(request, act)]
        return super().changelist_view(request, {**(extra_context or {}), "list_acts": acts})


class ScopedInline(Worded, PolicyPermissions, admin.TabularInline):
    """Rows of a related model below their parent, read-only unless ``permissions`` says otherwise."""

    extra = 0
    can_delete = False

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """Return the visible rows."""
        manager = self.model._default_manager
        rows = (
            manager.visible_to(request.principal, self.permissions["view"])
            if hasattr(manager, "visible_to")
            else manager.all()
        )
        return rows.order_by(*self.get_ordering(request)) if self.get_ordering(request) else rows
