"""Endpoints of units."""

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from access.api.schema import paged
from access.api.viewsets import ReadViewSet, etag
from enterprises import services
from enterprises.api import serializers as shapes
from enterprises.api.filters import UnitFilters
from enterprises.models import Unit, Visit
from enterprises.queries import dossier

VIEW = "enterprises.view_unit"


class UnitViewSet(ReadViewSet):
    """Units (单位): read with facts and visits; register, amend, move, close, survey, visit."""

    model = Unit
    serializer_class = shapes.UnitSerializer
    filterset_class = UnitFilters
    doors = {
        "list": VIEW,
        "retrieve": VIEW,
        "facts": VIEW,
        "visits": VIEW,
        "create": "enterprises.register_unit",
        "partial_update": "enterprises.amend_unit",
        "survey": "enterprises.amend_unit",
        "move": "enterprises.move_unit",
        "close": "enterprises.close_unit",
        "reopen": "enterprises.close_unit",
        "base": "enterprises.approve_base",
        "visit": "enterprises.visit_unit",
        "appoint_liaison": "enterprises.appoint_liaison",
        "replace_liaison": "enterprises.appoint_liaison",
        "end_liaison": "enterprises.appoint_liaison",
    }
    inputs = {
        "create": shapes.RegisterInput,
        "partial_update": shapes.AmendInput,
        "survey": shapes.SurveyAct,
        "move": shapes.MoveInput,
        "close": shapes.CloseInput,
        "reopen": shapes.ReopenInput,
        "base": shapes.BaseInput,
        "visit": shapes.VisitInput,
        "appoint_liaison": shapes.LiaisonAct,
        "replace_liaison": shapes.LiaisonAct,
        "end_liaison": shapes.EndLiaisonInput,
    }
    pages = frozenset({"visits"})
    parameters = {"facts": ("history",)}
    unversioned = frozenset({"visit"})
    dated = True
    ordering = "id"
    ordering_fields = ("id", "pinyin")

    def handle_exception(self, exc: Exception) -> Response:
        """Answer a refusal; remember what must be traced after the rollback."""
        if isinstance(exc, services.HeldElsewhere):
            self.request._request.traces = [("enterprises.code_held", exc.trace)]
        return super().handle_exception(exc)

    def get_queryset(self) -> QuerySet:
        """Return the visible units."""
        rows = super().get_queryset()
        return rows.standing() if self.action == "list" else rows.select_related("area")

    @extend_schema(responses={200: shapes.UnitDetailSerializer, 301: None})
    def retrieve(self, request: Request, pk: str) -> Response:
        """Return a unit; one that was merged leads to the one that was kept."""
        unit = self.get_object()
        kept = (
            Unit.objects.visible_to(self.principal, VIEW).filter(pk=unit.merged_into_id)
            if unit.merged_into_id
            else None
        )
        if kept is not None and kept.exists():
            address = reverse("api:unit-detail", args=[unit.merged_into_id])
            return Response(status=301, headers={"Location": address})
        body = shapes.UnitDetailSerializer(unit, context=self.get_serializer_context()).data
        return Response(body, headers={"ETag": etag(unit.version)})

    @extend_schema(responses={201: shapes.UnitSerializer})
    def create(self, request: Request) -> Response:
        """Register a unit (登记)."""
        data = self.validated()
        acts = {name: data.pop(name) for name in ("area", "survey", "same_name_confirmed") if name in data}
        on = data.pop("on", self.today)
        unit = services.register(identity=services.Identity(**data), on=on, by=self.principal, source="desk", **acts)
        return self.respond(unit, status=201)

    def partial_update(self, request: Request, pk: str) -> Response:
        """Amend a unit (修改): only the parts given change."""
        unit, data = self.get_object(), self.validated()
        on = data.pop("on", self.today)
        given = services.Identity.of(unit, **data)
        return self.respond(services.amend(unit=unit, identity=given, on=on, by=self.principal, version=unit.version))

    @extend_schema(
        responses=shapes.FactsSerializer,
        parameters=[
            OpenApiParameter("history", bool, description="Every fact ever recorded, not only those of the day.")
        ],
    )
    @action(detail=True)
    def facts(self, request: Request, pk: str) -> Response:
        """Return a unit's dated facts of the day, as known at the instant."""
        rows = dossier.facts_of(self.get_object(), self.principal).rows
        if request.query_params.get("history") not in {"true", "1"}:
            rows = [fact for fact in rows if fact.in_force(self.as_of, self.known_at)]
        return Response({"results": shapes.FactSerializer(rows, many=True).data})

    @extend_schema(responses=paged(shapes.VisitSerializer))
    @action(detail=True)
    def visits(self, request: Request, pk: str) -> Response:
        """Return a unit's visits, latest first."""
        rows = Visit.objects.visible_to(self.principal, VIEW).filter(unit=self.get_object())
        return self.page_of(rows, shapes.VisitSerializer, order="-visited_on")

    @extend_schema(responses={201: shapes.VisitSerializer})
    @visits.mapping.post
    def visit(self, request: Request, pk: str) -> Response:
        """Register a visit (走访)."""
        visited = services.visit(unit=self.get_object(), by=self.principal, **self.validated())
        return Response(shapes.VisitSerializer(visited.visit).data, status=201)

    @extend_schema(responses=shapes.UnitSerializer)
    @action(detail=True, methods=["post"])
    def survey(self, request: Request, pk: str) -> Response:
        """Write counts of a unit (核实人数)."""
        unit = self.get_object()
        return self.respond(services.survey(unit=unit, by=self.principal, version=unit.version, **self.validated()))

    @extend_schema(responses=shapes.UnitSerializer)
    @action(detail=True, methods=["post"])
    def move(self, request: Request, pk: str) -> Response:
        """Place a unit in another area (变更辖区)."""
        return self._act(services.move)

    @extend_schema(responses=shapes.UnitSerializer)
    @action(detail=True, methods=["post"])
    def close(self, request: Request, pk: str) -> Response:
        """Register that a unit stopped, is a shell, moved away or was deregistered (停业、空壳、迁出、注销)."""
        return self._act(services.close)

    @extend_schema(responses=shapes.UnitSerializer)
    @action(detail=True, methods=["post"])
    def reopen(self, request: Request, pk: str) -> Response:
        """Register that a unit operates again (恢复经营)."""
        return self._act(services.reopen)

    @extend_schema(responses=shapes.UnitSerializer)
    @action(detail=True, methods=["post"])
    def base(self, request: Request, pk: str) -> Response:
        """Decide whether a unit counts in the base (核定党建基数)."""
        return self.respond(services.decide_base(unit=self.get_object(), by=self.principal, **self.validated()))

    @extend_schema(responses=shapes.UnitSerializer)
    @action(detail=True, methods=["post"], url_path="liaison")
    def appoint_liaison(self, request: Request, pk: str) -> Response:
        """Appoint a liaison person where there is none (指派联络员)."""
        return self._act(services.appoint_liaison)

    @extend_schema(responses=shapes.UnitSerializer)
    @action(detail=True, methods=["post"], url_path="liaison/replace")
    def replace_liaison(self, request: Request, pk: str) -> Response:
        """Let another liaison person follow, or correct the one in force (更换联络员)."""
        return self._act(services.replace_liaison)

    @extend_schema(responses=shapes.UnitSerializer)
    @action(detail=True, methods=["post"], url_path="liaison/end")
    def end_liaison(self, request: Request, pk: str) -> Response:
        """End the liaison person (终止联络员)."""
        return self._act(services.end_liaison)

    def _act(self, act: Any) -> Response:
        unit = self.get_object()
        return self.respond(act(unit=unit, by=self.principal, version=unit.version, **self.validated()))
