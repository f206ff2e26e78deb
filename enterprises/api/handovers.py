"""Hand-overs (单位移交) over REST: asked by the giver, accepted or returned by the receiver, taken back before the answer."""

import django_filters
from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from access.api.filters import ScopedChoiceFilter, StrictFilterSet
from access.api.serializers import ScopedRelatedField, StrictModelSerializer, StrictSerializer
from access.api.viewsets import ReadViewSet
from access.models import Area
from enterprises import services
from enterprises.choices import HandoverState
from enterprises.models import Handover, Unit

MOVE = "enterprises.move_unit"


class HandoverSerializer(StrictModelSerializer):
    """A hand-over with what is needed to decide, as it stood when it was asked for."""

    class Meta:
        model = Handover
        fields = (
            "id", "unit", "unit_name", "uscc", "from_area", "to_area", "reason", "state", "proposed_on", "giver", "decided_on",
            "decider", "decision",
        )  # fmt: skip


class ProposeInput(StrictSerializer):
    """Which unit is offered to which street, and why."""

    unit = ScopedRelatedField(model=Unit, permission=MOVE)
    to = ScopedRelatedField(model=Area, permission="access.view_area")
    reason = serializers.CharField(max_length=200)
    on = serializers.DateField()
    version = serializers.IntegerField(required=False, min_value=1)


class AskInput(StrictSerializer):
    """For which code a street asks, where the unit is to go, and why."""

    code = serializers.CharField(max_length=40)
    name = serializers.CharField(max_length=120)
    to = ScopedRelatedField(model=Area, permission="access.view_area")
    reason = serializers.CharField(max_length=200)
    on = serializers.DateField()


class DayInput(StrictSerializer):
    """From which day on."""

    on = serializers.DateField()


class AcceptInput(StrictSerializer):
    """From which day, and where inside the receiving area."""

    on = serializers.DateField()
    area = ScopedRelatedField(model=Area, permission="access.view_area", required=False)


class ReasonInput(StrictSerializer):
    """Why a hand-over goes back."""

    reason = serializers.CharField(max_length=200)


class WithdrawInput(StrictSerializer):
    """Why a hand-over is taken back, if anything is to be said."""

    reason = serializers.CharField(max_length=200, required=False, allow_blank=True)


class HandoverFilters(StrictFilterSet):
    """Filters of hand-overs."""

    state = django_filters.ChoiceFilter(choices=HandoverState.choices)
    to_area = ScopedChoiceFilter(model=Area, permission="access.view_area")
    from_area = ScopedChoiceFilter(model=Area, permission="access.view_area")

    class Meta:
        model = Handover
        fields = ("state", "to_area", "from_area")


class HandoverViewSet(ReadViewSet):
    """Hand-overs of units (单位移交): ask, accept, return, withdraw."""

    model = Handover
    serializer_class = HandoverSerializer
    filterset_class = HandoverFilters
    doors = dict.fromkeys(
        ("list", "retrieve", "create", "ask", "accept", "agree", "send_back", "decline", "withdraw"), MOVE
    )
    inputs = {
        "create": ProposeInput,
        "ask": AskInput,
        "accept": AcceptInput,
        "agree": DayInput,
        "send_back": ReasonInput,
        "decline": ReasonInput,
        "withdraw": WithdrawInput,
    }
    ordering_fields = ("id", "proposed_on")

    @extend_schema(responses={201: HandoverSerializer})
    def create(self, request: Request) -> Response:
        """Offer a unit to another street (提出移交)."""
        return self.respond(services.propose_handover(by=self.principal, **self.validated()), status=201)

    @extend_schema(responses={201: HandoverSerializer})
    @action(detail=False, methods=["post"])
    def ask(self, request: Request) -> Response:
        """Ask the street that holds a code for its unit (申请调入)."""
        return self.respond(services.ask_handover(by=self.principal, **self.validated()), status=201)

    @extend_schema(responses=HandoverSerializer)
    @action(detail=True, methods=["post"])
    def agree(self, request: Request, pk: str) -> Response:
        """Let a unit go to the street that asked (同意调出)."""
        return self.respond(services.agree_handover(handover=self._seen(pk), by=self.principal, **self.validated()))

    @extend_schema(responses=HandoverSerializer)
    @action(detail=True, methods=["post"])
    def decline(self, request: Request, pk: str) -> Response:
        """Keep a unit that was asked for, with the reason (不同意)."""
        return self.respond(services.decline_handover(handover=self._seen(pk), by=self.principal, **self.validated()))

    @extend_schema(responses=HandoverSerializer)
    @action(detail=True, methods=["post"])
    def accept(self, request: Request, pk: str) -> Response:
        """Take a unit over (接收)."""
        return self.respond(services.accept_handover(handover=self._seen(pk), by=self.principal, **self.validated()))

    @extend_schema(responses=HandoverSerializer)
    @action(detail=True, methods=["post"], url_path="return")
    def send_back(self, request: Request, pk: str) -> Response:
        """Send a hand-over back with the reason (退回)."""
        return self.respond(services.return_handover(handover=self._seen(pk), by=self.principal, **self.validated()))

    @extend_schema(responses=HandoverSerializer)
    @action(detail=True, methods=["post"])
    def withdraw(self, request: Request, pk: str) -> Response:
        """Take a hand-over back before it is answered (撤回)."""
        return self.respond(services.withdraw_handover(handover=self._seen(pk), by=self.principal, **self.validated()))

    def _seen(self, pk: str) -> Handover:
        """Return a visible hand-over unlocked: the acts lock its unit first."""
        row: Handover | None = self.get_queryset().filter(pk=pk).order_by("pk").first()
        if row is None:
            raise Http404
        return row
