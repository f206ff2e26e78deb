"""Endpoints of rectifications: read them, list an organization, and take their steps through the services."""

from typing import Any

import django_filters
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.response import Response

from access.api.filters import ScopedChoiceFilter, StrictFilterSet
from access.api.serializers import ScopedRelatedField, StrictModelSerializer, StrictSerializer
from access.api.viewsets import ReadViewSet
from orgs.api.formation_shapes import DayInput
from orgs.choices import RectificationKind, RectificationStage, RectificationStep
from orgs.models import PartyOrg, Rectification
from orgs.rules import rectifying as rules
from orgs.services import rectifying as acts

VIEW = "orgs.view_org"


class RectificationSerializer(StrictModelSerializer):
    """A rectification."""

    class Meta:
        model = Rectification
        fields = (
            "id", "org", "kind", "stage", "problems", "listed_on", "due_on", "leader", "leader_post", "plan", "planned_on",
            "reported_on", "closed_on", "result", "version",
        )  # fmt: skip


class RectificationListingInput(StrictSerializer):
    """Which organization is listed, why, and until when."""

    org = ScopedRelatedField(model=PartyOrg, permission=rules.LIST)
    kind = serializers.ChoiceField(RectificationKind.choices)
    problems = serializers.CharField(max_length=500)
    on = serializers.DateField()
    due_on = serializers.DateField()


class RectificationLeaderInput(DayInput):
    """The leader who answers for it."""

    leader = serializers.CharField(max_length=60)
    leader_post = serializers.CharField(max_length=80, required=False, default="")


class RectificationPlanInput(DayInput):
    """The plan."""

    plan = serializers.CharField(max_length=1000)


class RectificationProgressInput(DayInput):
    """An entry of the ledger."""

    text = serializers.CharField(max_length=500)


class RectificationLaterInput(DayInput):
    """A later last day."""

    due_on = serializers.DateField()
    reason = serializers.CharField(max_length=400)


class RectificationResultInput(DayInput):
    """The acceptance."""

    result = serializers.CharField(max_length=500)


class OrgEndedInput(DayInput):
    """The end with the organization."""

    reason = serializers.CharField(max_length=500)


class RectificationFilters(StrictFilterSet):
    """Filters of rectifications."""

    org = ScopedChoiceFilter(model=PartyOrg, permission=VIEW)
    kind = django_filters.ChoiceFilter(choices=RectificationKind.choices)
    stage = django_filters.ChoiceFilter(choices=RectificationStage.choices)

    class Meta:
        model = Rectification
        fields = ("org", "kind", "stage")


class RectificationViewSet(ReadViewSet):
    """Rectifications (整顿): read them, list an organization, and take the steps that may follow."""

    model = Rectification
    serializer_class = RectificationSerializer
    filterset_class = RectificationFilters
    doors = {
        "list": VIEW, "retrieve": VIEW, "start": rules.LIST,
        **{step.value: rules.MOVES[step].permission for step in RectificationStep},
    }  # fmt: skip
    inputs = {
        "start": RectificationListingInput, "lead": RectificationLeaderInput, "plan": RectificationPlanInput,
        "report": RectificationProgressInput, "extend": RectificationLaterInput, "close": RectificationResultInput,
        "dissolve": OrgEndedInput,
    }  # fmt: skip

    def _take(self, act: Any) -> Response:
        """Take a step with the row of the address, found before the body is read."""
        row, given = self.get_object(), self.validated()
        return self.respond(act(rectification=row, by=self.principal, **given))

    @extend_schema(responses={201: RectificationSerializer})
    @action(detail=False, methods=["post"])
    def start(self, request: Any) -> Response:
        """List an organization for rectification."""
        given = self.validated()
        org, kind = given.pop("org"), RectificationKind(given.pop("kind"))
        row = acts.list_for_rectification(org=org, listing=acts.Listing(kind=kind, **given), by=self.principal)
        return self.respond(row, status=201)

    @extend_schema(responses=RectificationSerializer)
    @action(detail=True, methods=["post"])
    def lead(self, request: Any, pk: str) -> Response:
        """Say which leader answers for it."""
        return self._take(acts.assign_leader)

    @extend_schema(responses=RectificationSerializer)
    @action(detail=True, methods=["post"])
    def plan(self, request: Any, pk: str) -> Response:
        """Approve the plan."""
        return self._take(acts.approve_plan)

    @extend_schema(responses=RectificationSerializer)
    @action(detail=True, methods=["post"])
    def report(self, request: Any, pk: str) -> Response:
        """Add an entry to the ledger."""
        return self._take(acts.tell_progress)

    @extend_schema(responses=RectificationSerializer)
    @action(detail=True, methods=["post"])
    def extend(self, request: Any, pk: str) -> Response:
        """Set a later last day."""
        return self._take(acts.extend_rectification)

    @extend_schema(responses=RectificationSerializer)
    @action(detail=True, methods=["post"])
    def close(self, request: Any, pk: str) -> Response:
        """Accept the result."""
        return self._take(acts.accept_rectification)

    @extend_schema(responses=RectificationSerializer)
    @action(detail=True, methods=["post"])
    def dissolve(self, request: Any, pk: str) -> Response:
        """End it with the organization."""
        return self._take(acts.end_with_organization)
