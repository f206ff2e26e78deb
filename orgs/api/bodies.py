"""Endpoints of the work of bodies: member units, posts, meetings, and tasks with their steps."""

from typing import Any

import django_filters
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.response import Response

from access.api.filters import ScopedChoiceFilter, StrictFilterSet
from access.api.schema import paged
from access.api.viewsets import ReadViewSet
from access.models import Body
from orgs.api import body_shapes as shapes
from orgs.choices import BodyPostKind, MeetingKind, TaskSource, TaskState
from orgs.models import BodyMeeting, BodyMember, BodyPost, BodyTask, MeetingBody, ResponsibilityLetter, TaskEntry
from orgs.rules.bodies import KEEP, REPORT, VIEW
from orgs.services import bodies as acts

READ = dict.fromkeys(("list", "retrieve"), VIEW)


class BodyMemberFilters(StrictFilterSet):
    """Filters of member units."""

    committee = ScopedChoiceFilter(model=Body, permission=VIEW)
    member = ScopedChoiceFilter(model=Body, permission=VIEW)

    class Meta:
        model = BodyMember
        fields = ("committee", "member")


class BodyPostFilters(StrictFilterSet):
    """Filters of duties."""

    body = ScopedChoiceFilter(model=Body, permission=VIEW)

    class Meta:
        model = BodyPost
        fields = ("body",)


class BodyMeetingFilters(StrictFilterSet):
    """Filters of meetings."""

    body = ScopedChoiceFilter(model=Body, permission=VIEW)
    kind = django_filters.ChoiceFilter(choices=MeetingKind.choices)

    class Meta:
        model = BodyMeeting
        fields = ("body", "kind")


class BodyTaskFilters(StrictFilterSet):
    """Filters of tasks."""

    issuer = ScopedChoiceFilter(model=Body, permission=VIEW)
    owner_body = ScopedChoiceFilter(field_name="owner", model=Body, permission=VIEW)
    letter = ScopedChoiceFilter(model=ResponsibilityLetter, permission=VIEW)
    meeting = ScopedChoiceFilter(model=BodyMeeting, permission=VIEW)
    state = django_filters.ChoiceFilter(choices=TaskState.choices)
    source = django_filters.ChoiceFilter(choices=TaskSource.choices)

    class Meta:
        model = BodyTask
        fields = ("issuer", "owner_body", "letter", "meeting", "state", "source")


class BodyMemberViewSet(ReadViewSet):
    """Member units (成员单位): read them, add and end them."""

    model = BodyMember
    serializer_class = shapes.BodyMemberSerializer
    filterset_class = BodyMemberFilters
    doors = {**READ, "create": KEEP, "end": KEEP}
    inputs = {"create": shapes.MemberUnitInput, "end": shapes.BodyEndInput}
    unversioned = frozenset({"end"})

    def get_queryset(self) -> Any:
        """Return what nothing has superseded."""
        return super().get_queryset().live()

    @extend_schema(responses={201: shapes.BodyMemberSerializer})
    def create(self, request: Any) -> Response:
        """Make a body member unit of a committee."""
        return self.respond(acts.add_member(by=self.principal, **self.validated()), status=201)

    @extend_schema(responses={204: None})
    @action(detail=True, methods=["post"])
    def end(self, request: Any, pk: str) -> Response:
        """End it on a day."""
        row = self.get_object()
        acts.end_member(row=row, on=self.validated()["on"], by=self.principal)
        return Response(status=204)


class BodyPostViewSet(ReadViewSet):
    """Duties of people in bodies (机构任职): read them, add and end them."""

    model = BodyPost
    serializer_class = shapes.BodyPostSerializer
    filterset_class = BodyPostFilters
    doors = {**READ, "create": KEEP, "end": KEEP}
    inputs = {"create": shapes.BodyPostInput, "end": shapes.BodyEndInput}
    unversioned = frozenset({"end"})

    def get_queryset(self) -> Any:
        """Return what nothing has superseded."""
        return super().get_queryset().live()

    @extend_schema(responses={201: shapes.BodyPostSerializer})
    def create(self, request: Any) -> Response:
        """Record a duty."""
        given = self.validated()
        given["kind"] = BodyPostKind(given["kind"])
        return self.respond(acts.appoint_to_body(by=self.principal, **given), status=201)

    @extend_schema(responses={204: None})
    @action(detail=True, methods=["post"])
    def end(self, request: Any, pk: str) -> Response:
        """End it on a day."""
        row = self.get_object()
        acts.end_body_post(row=row, on=self.validated()["on"], by=self.principal)
        return Response(status=204)


class BodyMeetingViewSet(ReadViewSet):
    """Meetings of bodies (联席会议、例会、调度会): read them with their participants, record one."""

    model = BodyMeeting
    serializer_class = shapes.BodyMeetingSerializer
    filterset_class = BodyMeetingFilters
    doors = {**READ, "participants": VIEW, "create": KEEP}
    inputs = {"create": shapes.MeetingInput}
    pages = frozenset({"participants"})
    ordering_fields = ("id", "held_on")

    @extend_schema(responses={201: shapes.BodyMeetingSerializer})
    def create(self, request: Any) -> Response:
        """Record a meeting."""
        given = self.validated()
        body, kind = given.pop("body"), MeetingKind(given.pop("kind"))
        return self.respond(
            acts.record_meeting(body=body, held=acts.Held(kind=kind, **given), by=self.principal), status=201
        )

    @extend_schema(responses=paged(shapes.MeetingBodySerializer))
    @action(detail=True)
    def participants(self, request: Any, pk: str) -> Response:
        """Return the bodies that took part."""
        return self.page_of(MeetingBody.objects.of(meeting=self.get_object()), shapes.MeetingBodySerializer)


class BodyTaskViewSet(ReadViewSet):
    """Tasks between bodies (任务): read them with their log, give one, take its steps."""

    model = BodyTask
    serializer_class = shapes.BodyTaskSerializer
    filterset_class = BodyTaskFilters
    doors = {
        **READ, "log": VIEW, "create": KEEP, "report": REPORT, "confirm": KEEP, "send_back": KEEP, "cancel": KEEP,
    }  # fmt: skip
    inputs = {
        "create": shapes.BodyTaskInput, "report": shapes.WordsInput, "confirm": shapes.MaybeWordsInput,
        "send_back": shapes.WordsInput, "cancel": shapes.WordsInput,
    }  # fmt: skip
    pages = frozenset({"log"})
    ordering_fields = ("id", "due_on")

    def _take(self, act: Any) -> Response:
        """Take a step with the row of the address, found before the body is read."""
        row = self.get_object()
        return self.respond(act(task=row, on=self.today, by=self.principal, **self.validated()))

    @extend_schema(responses={201: shapes.BodyTaskSerializer})
    def create(self, request: Any) -> Response:
        """Give a task."""
        given = self.validated()
        issuer, source = given.pop("issuer"), TaskSource(given.pop("source"))
        told = acts.Given(source=source, **given)
        return self.respond(acts.assign(issuer=issuer, given=told, on=self.today, by=self.principal), status=201)

    @extend_schema(responses=paged(shapes.TaskEntrySerializer))
    @action(detail=True)
    def log(self, request: Any, pk: str) -> Response:
        """Return its steps, oldest first."""
        return self.page_of(TaskEntry.objects.of(task=self.get_object()), shapes.TaskEntrySerializer)

    @extend_schema(responses=shapes.BodyTaskSerializer)
    @action(detail=True, methods=["post"])
    def report(self, request: Any, pk: str) -> Response:
        """Report it done."""
        return self._take(acts.report)

    @extend_schema(responses=shapes.BodyTaskSerializer)
    @action(detail=True, methods=["post"])
    def confirm(self, request: Any, pk: str) -> Response:
        """Confirm that it is done."""
        return self._take(acts.confirm)

    @extend_schema(responses=shapes.BodyTaskSerializer)
    @action(detail=True, methods=["post"], url_path="return")
    def send_back(self, request: Any, pk: str) -> Response:
        """Send it back with the reason."""
        return self._take(acts.send_back)

    @extend_schema(responses=shapes.BodyTaskSerializer)
    @action(detail=True, methods=["post"])
    def cancel(self, request: Any, pk: str) -> Response:
        """Cancel it with the reason."""
        return self._take(acts.cancel)
