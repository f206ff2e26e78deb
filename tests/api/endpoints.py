"""Every operation of the API as the router knows it; a new endpoint joins the enumerating tests by itself."""

import itertools
import re
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

from rest_framework import serializers
from rest_framework.schemas.generators import EndpointEnumerator

from access.api.filters import ScopedChoiceFilter
from access.api.serializers import ScopedRelatedField
from access.api.viewsets import ScopedViewSet

PREFIX = "/api/v1/"
SAFE = {"GET", "HEAD", "OPTIONS"}


@dataclass(frozen=True)
class Operation:
    """One method of one address."""

    path: str
    method: str
    view: type = field(compare=False)
    action: str = ""

    def __str__(self) -> str:
        return f"{self.method} {self.path}"

    @property
    def arguments(self) -> list[str]:
        """Names in the path."""
        return re.findall(r"\{(\w+)\}", self.path)

    @property
    def writes(self) -> bool:
        """Whether the method may change something."""
        return self.method not in SAFE

    def address(self, **values: Any) -> str:
        """Return the path with values; 1 where none is given."""
        return re.sub(r"\{(\w+)\}", lambda match: str(values.get(match[1], 1)), self.path)

    def running(self) -> Any:
        """Return the viewset as it stands when it answers this operation."""
        view = self.view()
        view.action, view.request, view.kwargs = self.action, SimpleNamespace(method=self.method), {}
        view.format_kwarg = None
        view.action_map = {self.method.lower(): self.action}
        return view

    def parameters(self) -> list[str]:
        """Names of the query parameters."""
        return sorted(self.running().known_parameters()) if issubclass(self.view, ScopedViewSet) else []

    def input(self) -> serializers.Serializer | None:
        """The serializer of the body."""
        inputs = getattr(self.view, "inputs", {})
        return inputs[self.action]() if self.writes and self.action in inputs else None


def operations() -> list[Operation]:
    """Return every operation under the prefix."""
    found = []
    for path, method, callback in EndpointEnumerator().get_api_endpoints():
        if path.startswith(PREFIX):
            actions = getattr(callback, "actions", None) or {}
            found.append(Operation(path, method, callback.cls, actions.get(method.lower(), "")))
    return found


def fields(serializer: serializers.BaseSerializer, place: tuple = ()) -> list[tuple[tuple, serializers.Field]]:
    """Return (path, field) of every writable field, nested ones included."""
    if isinstance(serializer, serializers.ListSerializer):
        return fields(serializer.child, (*place, 0))
    found = []
    for name, one in serializer.fields.items():
        if not one.read_only:
            found.append(((*place, name), one))
            if isinstance(one, serializers.BaseSerializer):
                found += fields(one, (*place, name))
    return found


def related(operation: Operation) -> list[tuple[tuple, type]]:
    """Return (path in the body, model) of every id that a body may carry."""
    body = operation.input()
    found = []
    for place, one in fields(body) if body is not None else []:
        inner = getattr(one, "child_relation", one)
        if isinstance(inner, ScopedRelatedField):
            found.append((place if inner is one else (*place, 0), inner.choices_of))
        assert isinstance(inner, ScopedRelatedField) or not isinstance(inner, serializers.RelatedField), (
            f"{operation} {place}: a writable relation must be a ScopedRelatedField"
        )
    return found


def filtered(operation: Operation) -> list[tuple[str, type]]:
    """Return (parameter, model) of every id that a list filters by."""
    filterset = getattr(operation.view, "filterset_class", None)
    if operation.action != "list" or filterset is None:
        return []
    return [
        (name, one.choices_of) for name, one in filterset.base_filters.items() if isinstance(one, ScopedChoiceFilter)
    ]


def set_in(data: dict, place: tuple, value: Any) -> dict:
    """Put a value at a path of a body, making what lies on the way."""
    target: Any = data
    for step, following in itertools.pairwise(place):
        empty: Any = [{}] if isinstance(following, int) else {}
        target = target[step] if isinstance(step, int) else target.setdefault(step, empty)
    target[place[-1]] = value
    return data
