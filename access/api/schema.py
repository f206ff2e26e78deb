"""The OpenAPI document: every operation names its permission, its parameters and its problem answers."""

from functools import cache
from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import inline_serializer
from rest_framework import serializers
from rest_framework.permissions import SAFE_METHODS

from access import policy
from access.api.errors import MEDIA_TYPE, TITLES
from access.api.filters import ORDERING, orders
from access.api.permissions import door_of_view
from access.api.viewsets import AS_OF, KNOWN, ScopedViewSet, is_versioned

READING = (400, 401, 403, 406, 503)
WRITING = (*READING, 409, 413, 415)
OF_A_ROW = (404,)
OF_A_CONFLICT = (409,)
OF_A_VERSION = (412, 428)
TEXT = {"type": "string"}
PROBLEM = {
    "type": "object",
    "required": ["type", "title", "status", "code", "detail", "request_id"],
    "properties": {
        "type": TEXT, "title": TEXT, "status": {"type": "integer"}, "code": TEXT, "detail": TEXT, "request_id": TEXT,
        "errors": {"type": "object", "additionalProperties": {"type": "array", "items": TEXT}},
    },
}  # fmt: skip


class TokenScheme(OpenApiAuthenticationExtension):
    """Describes the bearer token."""

    target_class = "access.api.authentication.TokenAuthentication"
    name = "token"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        """Return the scheme."""
        return {"type": "http", "scheme": "bearer"}


class DoorSchema(AutoSchema):
    """Adds to each operation what the bases do for it: door, dated reading, order, version, problems."""

    def get_operation(self, *args: Any, **kwargs: Any) -> dict[str, Any] | None:
        """Return the operation."""
        operation = super().get_operation(*args, **kwargs)
        door = door_of_view(self.view)
        if operation is None or door is None:
            return operation
        asked = f"`{door.permission}` {policy.label(door.permission)}" if door.permission else door.why
        operation["x-permission"] = door.permission or door.kind
        operation["description"] = f"{operation.get('description', '')}\n\nPermission: {asked}".strip()
        for status in self._problem_statuses():
            operation["responses"].setdefault(str(status), {"$ref": f"#/components/responses/Problem{status}"})
        return operation

    def get_serializer_name(self, serializer: serializers.Serializer, direction: Any) -> str:
        """Name a component after its app too, so that two apps may use one word."""
        return component_name(type(serializer))

    def get_response_serializers(self) -> Any:
        """Describe the answer of an act as the row that it shows."""
        view = self.view
        if isinstance(view, ScopedViewSet) and view.action in view.inputs:
            return view.serializer_class
        return super().get_response_serializers()

    def _get_parameters(self) -> list[dict[str, Any]]:
        found = super()._get_parameters()
        named = {parameter["name"] for parameter in found}
        return found + [parameter for parameter in self._own_parameters() if parameter["name"] not in named]

    def _own_parameters(self) -> list[dict[str, Any]]:
        view, found = self.view, []
        if not isinstance(view, ScopedViewSet):
            return found
        if view.dated and self.method in SAFE_METHODS:
            found.append(_query(AS_OF, {"type": "string", "format": "date"}, "The day to look at; today when missing."))
        if view.dated and view.knows and self.method in SAFE_METHODS:
            found.append(
                _query(
                    KNOWN, {"type": "string", "format": "date-time"}, "As it was known at an instant; now when missing."
                )
            )
        if view.lists(view.action):
            values = sorted({view.ordering, *orders(view)})
            found.append(
                _query(ORDERING, TEXT | {"enum": values, "default": view.ordering}, "The order; `-` turns it round.")
            )
        if self._checks_version():
            found.append(
                {
                    "name": "If-Match",
                    "in": "header",
                    "required": True,
                    "schema": TEXT,
                    "description": "The ETag that was read.",
                }
            )
        return found

    def _problem_statuses(self) -> tuple[int, ...]:
        found = READING if self.method in SAFE_METHODS else WRITING
        if "{" in self.path:
            found += OF_A_ROW
        if self.method in SAFE_METHODS and getattr(self.view, "action", "") in getattr(self.view, "refusing", ()):
            found += OF_A_CONFLICT
        return found + OF_A_VERSION if self._checks_version() else found

    def _checks_version(self) -> bool:
        view = self.view
        writes = self.method not in SAFE_METHODS and "{" in self.path
        return (
            writes
            and isinstance(view, ScopedViewSet)
            and view.action not in view.unversioned
            and is_versioned(view.model)
        )


def component_name(serializer_class: type) -> str:
    """Return the app and the class; what a document's own page made up keeps its name."""
    app = serializer_class.__module__.partition(".")[0]
    return (
        serializer_class.__name__
        if app in {"drf_spectacular", "rest_framework"}
        else f"{app.title()}{serializer_class.__name__}"
    )


@cache
def paged(serializer_class: type) -> Any:
    """Describe an answer that is one page of rows, for ``extend_schema(responses=…)`` on an action in ``pages``."""
    return inline_serializer(
        f"{component_name(serializer_class).removesuffix('Serializer')}Page",
        {"next": serializers.URLField(allow_null=True), "results": serializer_class(many=True)},
    )


def _query(name: str, schema: dict[str, Any], description: str) -> dict[str, Any]:
    return {"name": name, "in": "query", "required": False, "schema": schema, "description": description}


def add_problems(result: dict[str, Any], generator: Any, request: Any, public: bool) -> dict[str, Any]:
    """Put the problem answers among the components (a hook of the document's generator)."""
    components = result.setdefault("components", {})
    components.setdefault("schemas", {})["Problem"] = PROBLEM
    content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    components["responses"] = {
        f"Problem{status}": {"description": str(TITLES[status]), "content": content}
        for status in (*WRITING, *OF_A_ROW, *OF_A_VERSION)
    }
    return result
