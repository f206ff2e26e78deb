"""Endpoints of reference data: areas as they were on a day, working bodies, and who is calling."""

from typing import Any

import django_filters
from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response
from rest_framework.views import APIView

from access.api.filters import ScopedChoiceFilter, StrictFilterSet
from access.api.serializers import PeriodField, StrictModelSerializer, StrictSerializer
from access.api.viewsets import ReadViewSet
from access.choices import AreaLevel, BodyKind
from access.doors import Door
from access.models import Area, AreaVersion, Body


class AreaSerializer(StrictModelSerializer):
    """An area as it was on the day asked for; ``path`` is made of ids and never of codes."""

    id = serializers.IntegerField(source="area_id", read_only=True)
    level = serializers.ChoiceField(AreaLevel, source="area.level", read_only=True)
    valid = PeriodField()

    class Meta:
        model = AreaVersion
        fields = ("id", "level", "code", "name", "parent", "path", "valid")


class AreaFilters(StrictFilterSet):
    """Filters of areas."""

    parent = ScopedChoiceFilter(model=Area, permission="access.view_area")
    under = ScopedChoiceFilter(model=Area, permission="access.view_area", method="in_subtree")
    level = django_filters.ChoiceFilter(choices=AreaLevel, field_name="area__level")
    code = django_filters.CharFilter(max_length=20)

    class Meta:
        model = AreaVersion
        fields = ("parent", "under", "level", "code")

    def in_subtree(self, queryset: QuerySet, name: str, area: Area) -> QuerySet:
        """Keep the areas below one, itself included, where it stands today."""
        return queryset.filter(path__gte=area.path, path__lt=area.path[:-1] + "/")


class AreaViewSet(ReadViewSet):
    """Areas (辖区) with the code, name and parent of the day ``as_of``."""

    model = AreaVersion
    serializer_class = AreaSerializer
    filterset_class = AreaFilters
    doors = {"list": "access.view_area", "retrieve": "access.view_area"}
    dated = True
    knows = False
    lookup_field = "area_id"
    ordering = "path"
    ordering_fields = ("path", "code", "name")

    def get_queryset(self) -> QuerySet:
        """Return the versions of the day."""
        return super().get_queryset().filter(valid__contains=self.as_of).select_related("area")


class BodySerializer(StrictModelSerializer):
    """A working body and what it answers for."""

    line = serializers.CharField(source="line.code", allow_null=True, read_only=True)

    class Meta:
        model = Body
        fields = (
            "id",
            "name",
            "kind",
            "home",
            "areas",
            "line",
            "parent",
            "duties",
            "document",
            "founded_on",
            "closed_on",
        )


class BodyFilters(StrictFilterSet):
    """Filters of working bodies."""

    home = ScopedChoiceFilter(model=Area, permission="access.view_area")
    kind = django_filters.ChoiceFilter(choices=BodyKind)

    class Meta:
        model = Body
        fields = ("home", "kind")


class BodyViewSet(ReadViewSet):
    """Working bodies (工作机构)."""

    model = Body
    serializer_class = BodySerializer
    filterset_class = BodyFilters
    doors = {"list": "access.view_body", "retrieve": "access.view_body"}
    ordering_fields = ("id", "name")

    def get_queryset(self) -> QuerySet:
        """Return the bodies with their areas."""
        return super().get_queryset().select_related("line").prefetch_related("areas")


class HeldSerializer(StrictSerializer):
    """A role held today."""

    role = serializers.CharField()
    body = serializers.CharField()
    areas = serializers.ListField(child=serializers.CharField())


class PingSerializer(StrictSerializer):
    """Who is calling and with which roles."""

    user = serializers.IntegerField()
    name = serializers.CharField()
    on = serializers.DateField()
    roles = HeldSerializer(many=True)


class PingView(APIView):
    """Answer who is calling; the least that an authenticated request costs."""

    door = Door.signed_in("answers only about the caller")
    metadata_class = None

    @extend_schema(responses=PingSerializer)
    def get(self, request: Any) -> Response:
        """Return the caller's own account, day and roles."""
        who = request.principal
        roles = [{"role": h.role, "body": h.body, "areas": [scope.path for scope in h.scopes]} for h in who.held]
        return Response({"user": who.user_id, "name": who.name, "on": who.today, "roles": roles})
