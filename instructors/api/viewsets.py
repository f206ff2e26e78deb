"""Endpoints of instructors: read the files and dispatches, review, dispatch, end a dispatch."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.response import Response

from access.api.schema import paged
from access.api.viewsets import ReadViewSet
from instructors import services
from instructors.api.filters import DispatchFilters, InstructorFilters
from instructors.api.serializers import (
    DispatchInput,
    DispatchSerializer,
    EndInput,
    InstructorSerializer,
    LetterSerializer,
    ReviewInput,
    StepSerializer,
    TrainingSerializer,
)
from instructors.choices import DispatchEndReason, Step
from instructors.models import Dispatch, Instructor

VIEW = "instructors.view_instructor"


class InstructorViewSet(ReadViewSet):
    """Instructors (党建工作指导员) with their steps, trainings, letters and dispatches."""

    model = Instructor
    serializer_class = InstructorSerializer
    filterset_class = InstructorFilters
    doors = {
        "list": VIEW,
        "retrieve": VIEW,
        "steps": VIEW,
        "trainings": VIEW,
        "letters": VIEW,
        "dispatches": VIEW,
        "first_review": "instructors.review_first",
        "second_review": "instructors.review_second",
        "send": "instructors.dispatch",
    }
    inputs = {"first_review": ReviewInput, "second_review": ReviewInput, "send": DispatchInput}
    pages = frozenset({"steps", "trainings", "letters", "dispatches"})
    unversioned = frozenset({"send"})
    ordering_fields = ("id", "name", "applied_on")
    ordering_columns = {"name": "pinyin"}

    @extend_schema(responses=paged(StepSerializer))
    @action(detail=True)
    def steps(self, request: Any, pk: str) -> Response:
        """Return the acts on the file."""
        return self.page_of(self._below("steps"), StepSerializer)

    @extend_schema(responses=paged(TrainingSerializer))
    @action(detail=True)
    def trainings(self, request: Any, pk: str) -> Response:
        """Return the trainings attended."""
        return self.page_of(self._below("trainings"), TrainingSerializer)

    @extend_schema(responses=paged(LetterSerializer))
    @action(detail=True)
    def letters(self, request: Any, pk: str) -> Response:
        """Return the letters of appointment."""
        return self.page_of(self._below("letters"), LetterSerializer)

    @extend_schema(responses=paged(DispatchSerializer))
    @action(detail=True)
    def dispatches(self, request: Any, pk: str) -> Response:
        """Return the dispatches as known now, past ones included."""
        return self.page_of(self._below("dispatches").live(), DispatchSerializer)

    @extend_schema(request=ReviewInput, responses=InstructorSerializer)
    @action(detail=True, methods=["post"], url_path="first-review")
    def first_review(self, request: Any, pk: str) -> Response:
        """Pass, return or reject at the first review."""
        return self._review()

    @extend_schema(request=ReviewInput, responses=InstructorSerializer)
    @action(detail=True, methods=["post"], url_path="second-review")
    def second_review(self, request: Any, pk: str) -> Response:
        """Pass, return or reject at the second review."""
        return self._review()

    @extend_schema(request=DispatchInput, responses={201: DispatchSerializer})
    @action(detail=True, methods=["post"], url_path="dispatch")
    def send(self, request: Any, pk: str) -> Response:
        """Dispatch to a unit, an organization or a grid."""
        instructor = self.get_object()
        row = services.dispatch(instructor=instructor, on=self.today, by=self.principal, **self.validated())
        return Response(DispatchSerializer(row, context=self.get_serializer_context()).data, status=201)

    def _below(self, name: str) -> QuerySet:
        return getattr(self.get_object(), name).visible_to(self.principal, VIEW)

    def _review(self) -> Response:
        instructor, given = self.get_object(), self.validated()
        services.review(
            instructor=instructor,
            step=Step(given["step"]),
            on=self.today,
            by=self.principal,
            opinion=given["opinion"],
        )
        return self.respond(self.get_queryset().get(pk=instructor.pk))


class DispatchViewSet(ReadViewSet):
    """Dispatches (派驻) in force on the day ``as_of``, as known at ``known``."""

    model = Dispatch
    serializer_class = DispatchSerializer
    filterset_class = DispatchFilters
    doors = {"list": VIEW, "retrieve": VIEW, "end": "instructors.dispatch"}
    inputs = {"end": EndInput}
    dated = True
    ordering_fields = ("id",)

    def get_queryset(self) -> QuerySet:
        """Return the dispatches of the day; a write finds whatever is known now."""
        rows = super().get_queryset()
        return rows.as_of(self.as_of, self.known_at) if self.action == "list" else rows.live()

    @extend_schema(request=EndInput, responses={200: DispatchSerializer, 204: None})
    @action(detail=True, methods=["post"])
    def end(self, request: Any, pk: str) -> Response:
        """End a dispatch on a day, which no longer counts; 204 when it had not begun."""
        dispatch, given = self.get_object(), self.validated()
        reason = DispatchEndReason(given.pop("reason"))
        row = services.end_dispatch(dispatch=dispatch, by=self.principal, reason=reason, **given)
        return Response(status=204) if row is None else self.respond(row)
