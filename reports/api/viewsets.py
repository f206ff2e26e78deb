"""Indicators as data, and any figure at any (area, day, instant) with its streets."""

from typing import Any

import django_filters
from django.db.models import QuerySet
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.response import Response
from rest_framework.views import APIView

from access import policy
from access.api.filters import ABSENT, StrictFilterSet, check_parameters
from access.api.serializers import PeriodField, StrictModelSerializer, StrictSerializer
from access.api.viewsets import ReadViewSet, moment_of
from access.doors import Door
from access.models import Area
from reports.choices import IndicatorCode
from reports.models import IndicatorDefinition
from reports.queries import coverage, figures
from reports.queries.figures import Figure
from reports.queries.state import Moment

ID_DIGITS = 18  # of a bigint that cannot overflow
PARAMETERS = ("area", "indicator", "on", "known")


class IndicatorSerializer(StrictModelSerializer):
    """One version of an indicator's definition."""

    valid = PeriodField()

    class Meta:
        model = IndicatorDefinition
        fields = ("id", "code", "version", "name", "spec", "source", "order", "valid")


class IndicatorFilters(StrictFilterSet):
    """Filters of definitions."""

    code = django_filters.ChoiceFilter(choices=IndicatorCode)

    class Meta:
        model = IndicatorDefinition
        fields = ("code",)


class IndicatorViewSet(ReadViewSet):
    """Definitions of indicators (口径) in force on the day ``as_of``."""

    model = IndicatorDefinition
    serializer_class = IndicatorSerializer
    filterset_class = IndicatorFilters
    doors = {"list": "reports.view_figure", "retrieve": "reports.view_figure"}
    dated = True
    knows = False
    ordering_fields = ("id", "order", "code")

    def get_queryset(self) -> QuerySet:
        """Return the definitions of the day."""
        return super().get_queryset().in_force(self.as_of)


class FigureSerializer(StrictSerializer):
    """A figure: numerator, denominator, and the share with one decimal place (null where there is no whole)."""

    indicator = serializers.CharField()
    version = serializers.IntegerField()
    name = serializers.CharField()
    numerator = serializers.IntegerField()
    denominator = serializers.IntegerField()
    percent = serializers.DecimalField(max_digits=5, decimal_places=1, allow_null=True)


class AreaFiguresSerializer(StrictSerializer):
    """The figures of one area below; ``area`` is null for what lies directly in the area asked about."""

    area = serializers.IntegerField(allow_null=True)
    name = serializers.CharField()
    figures = FigureSerializer(many=True)


class CoverageSerializer(StrictSerializer):
    """Figures of an area on a day, as known at an instant, with the areas below it."""

    area = serializers.IntegerField()
    name = serializers.CharField()
    on = serializers.DateField()
    known = serializers.DateTimeField(allow_null=True)
    figures = FigureSerializer(many=True)
    children = AreaFiguresSerializer(many=True)


class CoverageView(APIView):
    """Coverage (两个覆盖) of an area at any (valid, known) moment."""

    door = Door("reports.view_figure")
    metadata_class = None

    @extend_schema(
        responses=CoverageSerializer,
        parameters=[
            OpenApiParameter("area", OpenApiTypes.INT, description="id of an area; the caller's own when left out"),
            OpenApiParameter(
                "indicator", str, enum=IndicatorCode.values, description="one indicator; all when left out"
            ),
            OpenApiParameter("on", OpenApiTypes.DATE, description="the valid day; today when left out"),
            OpenApiParameter("known", OpenApiTypes.DATETIME, description="count what was known at this instant"),
        ],
    )
    def get(self, request: Any) -> Response:
        """Return the figures of an area and of the areas below it."""
        check_parameters(request, set(PARAMETERS))
        on, known = moment_of(request, day="on")
        moment, area = Moment(on, known), self._area(request)
        place = figures.frame(request.principal, area)
        code = self._indicator(request)
        surveyed = coverage.survey(area, place, moment)
        return Response(
            {
                "area": area.pk, "name": area.name, "on": moment.on, "known": moment.known,
                "figures": [_figure(f) for key, f in surveyed.figures.items() if code in {None, key}],
                "children": [
                    {
                        "area": child.area.pk if child.area else None, "name": child.name,
                        "figures": [_figure(f) for key, f in child.figures.items() if code in {None, key}],
                    }
                    for child in surveyed.children
                ],
            }
        )  # fmt: skip

    def _indicator(self, request: Any) -> str | None:
        code = request.query_params.get("indicator")
        if code is not None and code not in IndicatorCode.values:
            raise ValidationError({"indicator": [ABSENT]})
        return code

    def _area(self, request: Any) -> Area:
        asked = request.query_params.get("area")
        if asked is None:
            own = coverage.own_area(request.principal)
            if own is None:
                raise policy.Denied(figures.PERMISSION)
            return own
        is_id = asked.isascii() and asked.isdigit() and len(asked) <= ID_DIGITS
        found = Area.objects.filter(pk=int(asked)).first() if is_id else None
        if found is None or not any(found.path.startswith(scope.path) for scope in request.principal.scopes()):
            raise ValidationError({"area": [ABSENT]})
        return found


def _figure(figure: Figure) -> dict[str, Any]:
    definition = figure.definition
    percent = None if figure.is_count or figure.rate.percent is None else str(figure.rate.percent)
    return {
        "indicator": definition.code, "version": definition.version, "name": definition.name,
        "numerator": figure.part, "denominator": figure.whole, "percent": percent,
    }  # fmt: skip
