"""Endpoints of warnings (动态预警): the decisions on them."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from access.api.filters import ScopedChoiceFilter, StrictFilterSet
from access.api.serializers import ScopedRelatedField, StrictModelSerializer, StrictSerializer
from access.api.viewsets import ReadViewSet
from enterprises.models import Unit
from orgs import services
from orgs.choices import WatchKind
from orgs.models import OrgDecision, PartyOrg, UnitDecision
from orgs.queries import watching as reads

DOORS = {**dict.fromkeys(("list", "retrieve"), reads.VIEW), "create": reads.PLAN}


class UnitDecisionSerializer(StrictModelSerializer):
    """A decision on a warning about a unit."""

    class Meta:
        model = UnitDecision
        fields = ("id", "unit", "kind", "figure", "answered_on", "answer")


class OrgDecisionSerializer(StrictModelSerializer):
    """A decision on the warning about a joint organization."""

    class Meta:
        model = OrgDecision
        fields = ("id", "org", "kind", "figure", "answered_on", "answer")


class UnitDecisionInput(StrictSerializer):
    """What was decided about a unit."""

    unit = ScopedRelatedField(model=Unit, permission=reads.PLAN)
    kind = serializers.ChoiceField(choices=[(kind.value, kind.label) for kind in reads.OF_UNITS])
    answer = serializers.CharField(max_length=200)


class OrgDecisionInput(StrictSerializer):
    """What was decided about a joint organization."""

    org = ScopedRelatedField(model=PartyOrg, permission=reads.PLAN)
    answer = serializers.CharField(max_length=200)


class UnitDecisionFilters(StrictFilterSet):
    """Filters of decisions about units."""

    unit = ScopedChoiceFilter(model=Unit, permission=reads.VIEW)

    class Meta:
        model = UnitDecision
        fields = ("unit",)


class OrgDecisionFilters(StrictFilterSet):
    """Filters of decisions about joint organizations."""

    org = ScopedChoiceFilter(model=PartyOrg, permission=reads.VIEW)

    class Meta:
        model = OrgDecision
        fields = ("org",)


class UnitDecisionViewSet(ReadViewSet):
    """Decisions on warnings about units (单位预警研判): read, decide."""

    model = UnitDecision
    serializer_class = UnitDecisionSerializer
    filterset_class = UnitDecisionFilters
    doors = DOORS
    inputs = {"create": UnitDecisionInput}
    ordering_fields = ("id", "answered_on")

    @extend_schema(responses={201: UnitDecisionSerializer})
    def create(self, request: Any) -> Response:
        """Record a decision on a warning as it stands today."""
        given = self.validated()
        given["kind"] = WatchKind(given["kind"])
        return self.respond(services.decide_on_unit(**given, on=self.today, by=self.principal), status=201)


class OrgDecisionViewSet(ReadViewSet):
    """Decisions on warnings about joint organizations (党组织预警研判): read, decide."""

    model = OrgDecision
    serializer_class = OrgDecisionSerializer
    filterset_class = OrgDecisionFilters
    doors = DOORS
    inputs = {"create": OrgDecisionInput}
    ordering_fields = ("id", "answered_on")

    @extend_schema(responses={201: OrgDecisionSerializer})
    def create(self, request: Any) -> Response:
        """Record a decision on the warning as it stands today."""
        return self.respond(services.decide_on_org(**self.validated(), on=self.today, by=self.principal), status=201)
