"""Endpoints of plans of formation (组建方案): read them with their lines, move units, take parts over."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.response import Response

from access.api.schema import paged
from access.api.serializers import StrictModelSerializer, StrictSerializer
from access.api.viewsets import ReadViewSet
from orgs.models import PlanDraft, PlanLine
from orgs.services.planner import accepting, moving
from orgs.services.planner.facts import PLAN

VIEW = "orgs.view_formation"
MOST_UNITS = 200  # moved at once


class PlanSerializer(StrictModelSerializer):
    """A plan: ``steps`` are objective, value and proved bound; ``groups`` are counted from 0."""

    class Meta:
        model = PlanDraft
        fields = (
            "id", "area", "is_picked", "base", "state", "facts_on", "limits", "groups", "steps", "hand_moves",
            "accepted_on", "made_at", "version",
        )  # fmt: skip


class PlanLineSerializer(StrictModelSerializer):
    """What a plan proposes for one unit."""

    class Meta:
        model = PlanLine
        fields = (
            "id", "unit", "community", "industry", "formal", "members", "turning", "place", "number", "is_moved",
            "accepted_on",
        )  # fmt: skip


class MoveInput(StrictSerializer):
    """Units, and where they go: the number of a group, ``new`` or ``regional``."""

    units = serializers.ListField(child=serializers.IntegerField(min_value=1), min_length=1, max_length=MOST_UNITS)
    target = serializers.CharField(max_length=10)
    reason = serializers.CharField(max_length=500, required=False, allow_blank=True)


class AcceptInput(StrictSerializer):
    """Parts: ``all``, or ``single:`` with a unit, ``group:`` with a number, ``regional:`` with a community."""

    parts = serializers.ListField(child=serializers.CharField(max_length=40), min_length=1)


class PlanViewSet(ReadViewSet):
    """Plans of formation."""

    model = PlanDraft
    serializer_class = PlanSerializer
    doors = {**dict.fromkeys(("list", "retrieve", "lines"), VIEW), "move": PLAN, "accept": accepting.ACCEPT}
    inputs = {"move": MoveInput, "accept": AcceptInput}
    pages = frozenset({"lines"})

    @extend_schema(responses=paged(PlanLineSerializer))
    @action(detail=True)
    def lines(self, request: Any, pk: str) -> Response:
        """Return the units of the plan."""
        return self.page_of(PlanLine.objects.of(draft=self.get_object()), PlanLineSerializer)

    @extend_schema(responses=PlanSerializer)
    @action(detail=True, methods=["post"])
    def move(self, request: Any, pk: str) -> Response:
        """Move units to another group; the rules are asked at once."""
        row = self.get_object()
        return self.respond(moving.move(draft=row, by=self.principal, version=row.version, **self.validated()))

    @extend_schema(responses=PlanSerializer)
    @action(detail=True, methods=["post"])
    def accept(self, request: Any, pk: str) -> Response:
        """Take parts over into cases, applications and coverage."""
        row = self.get_object()
        given = self.validated()
        return self.respond(accepting.accept(draft=row, on=self.today, by=self.principal, version=row.version, **given))
