"""Endpoints of plans of formation (组建方案): make, read with their lines, try other limits, move units, take parts over."""

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.response import Response

from access import errors
from access.api.filters import ScopedChoiceFilter, StrictFilterSet
from access.api.schema import paged
from access.api.viewsets import ReadViewSet
from access.models import Area, Job
from access.outcome import N_, Refusal
from orgs.api import plan_shapes as shapes
from orgs.choices import DraftState
from orgs.models import PlanDraft, PlanLine
from orgs.rules.planner import Alternative, compared, explain
from orgs.services.planner import accepting, drafts, moving, trials
from orgs.services.planner.facts import PLAN, Asked
from orgs.services.rules_in_force import sentence

VIEW = "orgs.view_formation"


class PlanFilters(StrictFilterSet):
    """Filters of plans; a trial names the plan that it is compared with."""

    area = ScopedChoiceFilter(model=Area, permission="access.view_area")
    state = django_filters.ChoiceFilter(choices=DraftState.choices)
    base = ScopedChoiceFilter(model=PlanDraft, permission=VIEW)

    class Meta:
        model = PlanDraft
        fields = ("area", "state", "base")


class PlanViewSet(ReadViewSet):
    """Plans of formation."""

    model = PlanDraft
    serializer_class = shapes.PlanSerializer
    filterset_class = PlanFilters
    doors = {
        **dict.fromkeys(("list", "retrieve", "lines", "explain", "compared"), VIEW),
        **dict.fromkeys(("create", "move", "attempt"), PLAN),
        "accept": accepting.ACCEPT,
    }
    inputs = {
        "create": shapes.PlanAskInput, "attempt": shapes.TrialInput, "move": shapes.MoveInput,
        "accept": shapes.AcceptInput,
    }  # fmt: skip
    pages = frozenset({"lines"})
    unversioned = frozenset({"attempt"})
    parameters = {"explain": ("unit",)}

    def made(self, made: PlanDraft | Job) -> Response:
        """Answer with the plan, or with the job that makes it."""
        if isinstance(made, Job):
            return Response({"job": made.pk}, status=202, headers={"Location": made.get_absolute_url()})
        return self.respond(made, status=201)

    @extend_schema(responses={201: shapes.PlanSerializer, 202: shapes.PlanJobSerializer})
    def create(self, request: Any) -> Response:
        """Plan an area: at once where it is small, else as a job."""
        given = self.validated()
        picked = tuple(sorted({unit.pk for unit in given["units"]}))
        asked = Asked(given["area"], self.today, picked)
        return self.made(drafts.ask(asked=asked, at=timezone.now(), by=self.principal))

    @extend_schema(responses={201: shapes.PlanSerializer, 202: shapes.PlanJobSerializer})
    @action(detail=True, methods=["post"], url_path="trial")
    def attempt(self, request: Any, pk: str) -> Response:
        """Plan the same units by other limits, to compare; a trial cannot be taken over."""
        row = self.get_object()
        given = tuple(sorted(self.validated().items()))
        return self.made(trials.attempt(draft=row, limits=given, at=timezone.now(), by=self.principal))

    @extend_schema(responses=shapes.PlanComparisonSerializer)
    @action(detail=True)
    def compared(self, request: Any, pk: str) -> Response:
        """Return the figures of a trial beside those of its plan; a plan that is no trial has none."""
        row: Any = self.get_object()
        if row.base is None:
            return Response({"figures": []})
        mine, theirs = drafts.drawn(row), drafts.drawn(row.base)
        found = compared(mine.plan, mine.town, theirs.plan, theirs.town)
        rows = [{"figure": name, "trial": trial, "plan": plan} for name, trial, plan in found]
        return Response(shapes.PlanComparisonSerializer({"figures": rows}).data)

    @extend_schema(responses=paged(shapes.PlanLineSerializer))
    @action(detail=True)
    def lines(self, request: Any, pk: str) -> Response:
        """Return the units of the plan."""
        return self.page_of(self._lines(), shapes.PlanLineSerializer)

    def _lines(self) -> QuerySet:
        return PlanLine.objects.of(draft=self.get_object())

    @extend_schema(responses=shapes.PlanExplanationSerializer, parameters=[shapes.UnitAsked])
    @action(detail=True)
    def explain(self, request: Any, pk: str) -> Response:
        """Say why a unit is proposed what it is, and where else it could go at what cost."""
        seen = drafts.drawn(self.get_object())
        asked = shapes.UnitAsked(data=request.query_params.dict())
        asked.is_valid(raise_exception=True)
        key = asked.validated_data["unit"]
        if key not in seen.lines:
            errors.refuse(Refusal("no_such_unit", N_("方案中没有这个单位，请刷新后重试。")), field="unit")
        told = explain(seen.plan, seen.town, key, seen.names)
        body = {
            "unit": key, "proposal": told.proposal.value, "group": seen.lines[key].number, "short": told.short,
            "ripe_on": told.ripe_on, "alternatives": [_alternative(one) for one in told.alternatives],
        }  # fmt: skip
        return Response(shapes.PlanExplanationSerializer(body).data)

    @extend_schema(responses=shapes.PlanSerializer)
    @action(detail=True, methods=["post"])
    def move(self, request: Any, pk: str) -> Response:
        """Move units to another group; the rules are asked at once."""
        row = self.get_object()
        return self.respond(moving.move(draft=row, by=self.principal, version=row.version, **self.validated()))

    @extend_schema(responses=shapes.PlanSerializer)
    @action(detail=True, methods=["post"])
    def accept(self, request: Any, pk: str) -> Response:
        """Take parts over into cases, applications and coverage."""
        row = self.get_object()
        given = self.validated()
        return self.respond(accepting.accept(draft=row, on=self.today, by=self.principal, version=row.version, **given))


def _alternative(one: Alternative) -> dict[str, Any]:
    return {
        "group": one.group, "cost": one.cost._asdict(), "allowed": one.verdict.is_allowed,
        "refusals": [sentence(refusal) for refusal in one.verdict.refusals],
        "warnings": [sentence(warning) for warning in one.verdict.warnings],
    }  # fmt: skip
