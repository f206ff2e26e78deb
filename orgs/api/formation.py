"""Endpoints of formation: cases (组建台账) and applications (组建请示); acts go through the services."""

from typing import Any

import django_filters
from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.response import Response

from access.api.filters import ScopedChoiceFilter, StrictFilterSet
from access.api.serializers import StrictSerializer
from access.api.viewsets import ReadViewSet
from access.models import Area
from enterprises.models import Unit
from orgs.api import formation_shapes as shapes
from orgs.choices import FormationMode, FormationStage, Obstacle, OrgNature, OrgType, PlanStatus, PostKind
from orgs.models import Application, FormationCase
from orgs.services.cases import applying, concluding, planning

VIEW = "orgs.view_formation"


class CaseFilters(StrictFilterSet):
    """Filters of cases."""

    status = django_filters.ChoiceFilter(choices=PlanStatus.choices)
    obstacle = django_filters.ChoiceFilter(choices=Obstacle.choices)
    unit = ScopedChoiceFilter(model=Unit, permission=VIEW)
    area = ScopedChoiceFilter(model=Area, permission="access.view_area", method="inside", label="in the area or below")

    class Meta:
        model = FormationCase
        fields = ("status", "obstacle", "unit", "area")

    def inside(self, queryset: QuerySet, name: str, area: Area) -> QuerySet:
        """Keep the cases in an area and below it."""
        return queryset.filter(area_path__gte=area.path, area_path__lt=f"{area.path[:-1]}/")


class ApplicationFilters(StrictFilterSet):
    """Filters of applications."""

    stage = django_filters.ChoiceFilter(choices=FormationStage.choices)
    form = django_filters.ChoiceFilter(choices=FormationMode.choices)

    class Meta:
        model = Application
        fields = ("stage", "form")


class CaseViewSet(ReadViewSet):
    """Formation cases (组建台账): read, plan, cancel the ticket."""

    model = FormationCase
    serializer_class = shapes.CaseSerializer
    filterset_class = CaseFilters
    doors = {**dict.fromkeys(("list", "retrieve"), VIEW), "plan": planning.PLAN, "clear": concluding.CLEAR}
    inputs = {"plan": shapes.PlanInput, "clear": shapes.ClearInput}
    ordering_fields = ("id", "listed_on", "due_on")

    @extend_schema(responses=shapes.CaseSerializer)
    @action(detail=True, methods=["post"])
    def plan(self, request: Any, pk: str) -> Response:
        """Write the plan for one unit."""
        row, given = self.get_object(), self.validated()
        given["measures"] = [planning.Measure(**one) for one in given["measures"]]
        given["obstacle"], given["form"] = Obstacle(given["obstacle"]), FormationMode(given["form"])
        return self.respond(planning.plan_case(case=row, plan=planning.Plan(**given), by=self.principal))

    @extend_schema(responses=shapes.CaseSerializer)
    @action(detail=True, methods=["post"])
    def clear(self, request: Any, pk: str) -> Response:
        """Cancel the ticket."""
        return self.respond(concluding.clear_case(case=self.get_object(), by=self.principal, **self.validated()))


class ApplicationViewSet(ReadViewSet):
    """Applications for organizations (组建请示): read, draft, and the steps before the election."""

    model = Application
    serializer_class = shapes.ApplicationSerializer
    filterset_class = ApplicationFilters
    doors = {
        **dict.fromkeys(("list", "retrieve"), VIEW),
        **dict.fromkeys(("create", "amend", "submit", "withdraw", "elect"), "orgs.apply_formation"),
        **dict.fromkeys(("consider", "send_back", "approve"), "orgs.decide_formation"),
        **dict.fromkeys(("file", "activate"), "orgs.file_formation"),
    }
    inputs = {
        "create": shapes.DraftInput, "amend": shapes.AmendInput, "submit": shapes.DayInput, "withdraw": shapes.ReasonInput,
        "consider": shapes.DayInput, "send_back": shapes.ReasonInput, "approve": shapes.ReplyInput,
        "elect": shapes.ResultInput, "file": shapes.FileInput, "activate": StrictSerializer,
    }  # fmt: skip
    ordering_fields = ("id", "submitted_on")

    @extend_schema(responses={201: shapes.ApplicationSerializer})
    def create(self, request: Any) -> Response:
        """Draft an application for the units of cases."""
        given = self.validated()
        cases = given.pop("cases")
        given["form"], given["org_type"] = FormationMode(given["form"]), OrgType(given["org_type"])
        given["nature"] = OrgNature(given["nature"])
        row = applying.draft_application(cases=cases, draft=applying.Draft(**given), on=self.today, by=self.principal)
        return self.respond(row, status=201)

    @extend_schema(responses=shapes.ApplicationSerializer)
    @action(detail=True, methods=["post"])
    def amend(self, request: Any, pk: str) -> Response:
        """Change a draft, or what was returned (修改)."""
        row, given = self.get_object(), self.validated()
        given["org_type"], given["nature"] = OrgType(given["org_type"]), OrgNature(given["nature"])
        draft = applying.Draft(form=FormationMode(row.form), **given)
        return self.respond(applying.amend_application(application=row, draft=draft, on=self.today, by=self.principal))

    def _taken(self, act: Any) -> Response:
        return self.respond(act(application=self.get_object(), by=self.principal, **self.validated()))

    @extend_schema(responses=shapes.ApplicationSerializer)
    @action(detail=True, methods=["post"])
    def submit(self, request: Any, pk: str) -> Response:
        """Submit it (报送)."""
        return self._taken(applying.submit_application)

    @extend_schema(responses=shapes.ApplicationSerializer)
    @action(detail=True, methods=["post"])
    def withdraw(self, request: Any, pk: str) -> Response:
        """Withdraw it (撤回)."""
        return self._taken(applying.withdraw_application)

    @extend_schema(responses=shapes.ApplicationSerializer)
    @action(detail=True, methods=["post"])
    def consider(self, request: Any, pk: str) -> Response:
        """Put it before the meeting (提交会议研究)."""
        return self._taken(applying.consider_application)

    @extend_schema(responses=shapes.ApplicationSerializer)
    @action(detail=True, methods=["post"], url_path="return")
    def send_back(self, request: Any, pk: str) -> Response:
        """Return it with the reason (退回)."""
        return self._taken(applying.return_application)

    @extend_schema(responses=shapes.ApplicationSerializer)
    @action(detail=True, methods=["post"])
    def approve(self, request: Any, pk: str) -> Response:
        """Reply (批复)."""
        row, reply = self.get_object(), applying.Reply(**self.validated())
        return self.respond(applying.approve_application(application=row, reply=reply, by=self.principal))

    @extend_schema(responses=shapes.ApplicationSerializer)
    @action(detail=True, methods=["post"])
    def elect(self, request: Any, pk: str) -> Response:
        """Record the election (登记选举结果)."""
        row, given = self.get_object(), self.validated()
        given["elected"] = [
            concluding.Elected(PostKind(one["kind"]), one["person"], one["secretary_source"])
            for one in given["elected"]
        ]
        result = concluding.Result(**given)
        return self.respond(concluding.elect_application(application=row, result=result, by=self.principal))

    @extend_schema(responses=shapes.ApplicationSerializer)
    @action(detail=True, methods=["post"])
    def file(self, request: Any, pk: str) -> Response:
        """File it (备案)."""
        return self._taken(concluding.file_application)

    @extend_schema(responses=shapes.ApplicationSerializer)
    @action(detail=True, methods=["post"])
    def activate(self, request: Any, pk: str) -> Response:
        """Found the organization (正式成立)."""
        row = self.get_object()
        self.validated()
        concluding.activate_application(application=row, by=self.principal)
        row.refresh_from_db()
        return self.respond(row)
