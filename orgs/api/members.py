"""Endpoints of the roster and of letters of transfer: numbers are masked, reading them in clear is done on the page only."""

from typing import Any

import django_filters
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.response import Response

from access.api.filters import ScopedChoiceFilter, StrictFilterSet
from access.api.serializers import ScopedRelatedField, StrictModelSerializer, StrictSerializer
from access.api.viewsets import ReadViewSet
from orgs.api.formation_shapes import DayInput, ReasonInput
from orgs.choices import CultivationKind, LostReason, MemberEnd, MemberStage, SpecialState
from orgs.models import CultivationRecord, Member, MemberTransfer, PartyOrg
from orgs.queries import members as reads
from orgs.services import members as acts

VIEW, KEEP, TRANSFER = reads.VIEW, reads.KEEP, reads.TRANSFER


class MemberSerializer(StrictModelSerializer):
    """A member; ``stage`` and ``state`` are today's."""

    stage = serializers.ChoiceField(source="stage_now", choices=MemberStage.choices, read_only=True, allow_null=True)
    stage_since = serializers.DateField(read_only=True, allow_null=True)
    state = serializers.ChoiceField(source="state_now", choices=SpecialState.choices, read_only=True, allow_null=True)

    class Meta:
        model = Member
        fields = ("id", "org", "name", "stage", "stage_since", "state", "ended_on", "end_reason", "version")


class MemberTransferSerializer(StrictModelSerializer):
    """A letter of transfer."""

    class Meta:
        model = MemberTransfer
        fields = (
            "id", "member", "to_org", "to_name", "letter_no", "issued_on", "valid_until", "received_on", "confirmed_on",
            "closed_on", "replaces", "version",
        )  # fmt: skip


class EnrolInput(StrictSerializer):
    """Somebody for a roster; without an ID number the birthday is needed."""

    org = ScopedRelatedField(model=PartyOrg, permission=KEEP)
    name = serializers.CharField(max_length=60)
    id_number = serializers.CharField(max_length=24, required=False, default="")
    born_on = serializers.DateField(required=False, allow_null=True, default=None)
    phone = serializers.CharField(max_length=30, required=False, default="")
    stage = serializers.ChoiceField(choices=MemberStage.choices)
    since = serializers.DateField()


class AdvanceInput(DayInput):
    """The next stage."""

    to = serializers.ChoiceField(choices=MemberStage.choices)
    training_hours = serializers.IntegerField(min_value=0, max_value=999, required=False, default=0)
    is_reviewed = serializers.BooleanField(required=False, default=False)
    reason = serializers.CharField(max_length=200, required=False, default="")


class CultivationRecordSerializer(StrictModelSerializer):
    """A talk or an examination."""

    class Meta:
        model = CultivationRecord
        fields = ("id", "member", "kind", "held_on", "held_by", "finding", "recorded_at")


class CultivateInput(DayInput):
    """A talk or an examination."""

    kind = serializers.ChoiceField(choices=CultivationKind.choices)
    held_by = serializers.CharField(max_length=60)
    finding = serializers.CharField(max_length=200)


class ProbationInput(ReasonInput):
    """A longer probation."""

    months = serializers.IntegerField(min_value=1, max_value=99)


class MemberStateInput(DayInput):
    """A special state."""

    state = serializers.ChoiceField(choices=SpecialState.choices)
    contact_on = serializers.DateField(required=False, allow_null=True, default=None)
    lost_reason = serializers.ChoiceField(choices=LostReason.choices, required=False, default="")
    note = serializers.CharField(max_length=200, required=False, default="")
    action = serializers.CharField(max_length=200, required=False, default="")


class LeaveRosterInput(DayInput):
    """Off the roster."""

    reason = serializers.ChoiceField(choices=[(end.value, end.label) for end in MemberEnd])


class LetterInput(StrictSerializer):
    """A letter of introduction: to an organization here, or to a name outside."""

    letter_no = serializers.CharField(max_length=60)
    issued_on = serializers.DateField()
    valid_until = serializers.DateField()
    to_org = ScopedRelatedField(model=PartyOrg, permission=TRANSFER, required=False, allow_null=True, default=None)
    to_name = serializers.CharField(max_length=120, required=False, default="")
    reason = serializers.CharField(max_length=200, required=False, default="")


class MemberFilters(StrictFilterSet):
    """Filters of members."""

    org = ScopedChoiceFilter(model=PartyOrg, permission=VIEW)
    stage = django_filters.ChoiceFilter(field_name="stage_now", choices=MemberStage.choices)
    state = django_filters.ChoiceFilter(field_name="state_now", choices=SpecialState.choices)
    present = django_filters.BooleanFilter(field_name="ended_on", lookup_expr="isnull")

    class Meta:
        model = Member
        fields = ("org", "stage", "state", "present")


class CultivationRecordFilters(StrictFilterSet):
    """Filters of talks and examinations."""

    member = ScopedChoiceFilter(model=Member, permission=VIEW)

    class Meta:
        model = CultivationRecord
        fields = ("member", "kind")


class MemberTransferFilters(StrictFilterSet):
    """Filters of letters."""

    member = ScopedChoiceFilter(model=Member, permission=VIEW)

    class Meta:
        model = MemberTransfer
        fields = ("member",)


class MemberViewSet(ReadViewSet):
    """The roster (党员名册): read, enrol, take stages and states, issue a letter, leave."""

    model = Member
    serializer_class = MemberSerializer
    filterset_class = MemberFilters
    doors = {
        "list": VIEW, "retrieve": VIEW, "create": KEEP, "advance": KEEP, "extend": KEEP, "mark": KEEP, "unmark": KEEP,
        "leave": KEEP, "cultivate": KEEP, "letter": TRANSFER,
    }  # fmt: skip
    inputs = {
        "create": EnrolInput, "advance": AdvanceInput, "extend": ProbationInput, "mark": MemberStateInput, "unmark": DayInput,
        "leave": LeaveRosterInput, "cultivate": CultivateInput, "letter": LetterInput,
    }  # fmt: skip

    def get_queryset(self) -> Any:
        """Add what they are today."""
        return reads.staged(super().get_queryset(), timezone.localdate())

    def _take(self, act: Any, told: Any = None) -> Response:
        """Perform an act on the row of the address, found before the body is read; answer with the member as it then is."""
        row, given = self.get_object(), self.validated()
        act(member=row, by=self.principal, **(told(given) if told else given))
        return self.respond(self.get_queryset().get(pk=row.pk))

    @extend_schema(responses={201: MemberSerializer})
    def create(self, request: Any) -> Response:
        """Enrol somebody."""
        given = self.validated()
        entry = acts.Entry(given["name"], given["born_on"], given["id_number"], given["phone"])
        stage = MemberStage(given["stage"])
        row = acts.enrol(org=given["org"], entry=entry, stage=stage, since=given["since"], by=self.principal)
        return self.respond(self.get_queryset().get(pk=row.pk), status=201)

    @extend_schema(responses=MemberSerializer)
    @action(detail=True, methods=["post"])
    def advance(self, request: Any, pk: str) -> Response:
        """Take the next stage."""
        return self._take(acts.advance, lambda given: {**given, "to": MemberStage(given["to"])})

    @extend_schema(responses=MemberSerializer)
    @action(detail=True, methods=["post"])
    def extend(self, request: Any, pk: str) -> Response:
        """Extend the probation."""
        return self._take(acts.extend_probation)

    @extend_schema(responses=MemberSerializer)
    @action(detail=True, methods=["post"], url_path="state")
    def mark(self, request: Any, pk: str) -> Response:
        """Enter a special state."""
        return self._take(acts.mark, _marked)

    @extend_schema(responses=MemberSerializer)
    @action(detail=True, methods=["post"], url_path="back")
    def unmark(self, request: Any, pk: str) -> Response:
        """End the special state."""
        return self._take(acts.unmark)

    @extend_schema(responses=MemberSerializer)
    @action(detail=True, methods=["post"])
    def leave(self, request: Any, pk: str) -> Response:
        """Take the member off the roster."""
        row, given = self.get_object(), self.validated()
        acts.leave_roster(member=row, reason=MemberEnd(given["reason"]), on=given["on"], by=self.principal)
        return self.respond(self.get_queryset().get(pk=row.pk))

    @extend_schema(responses={201: CultivationRecordSerializer})
    @action(detail=True, methods=["post"])
    def cultivate(self, request: Any, pk: str) -> Response:
        """Record a talk or an examination."""
        row, given = self.get_object(), self.validated()
        record = acts.Cultivated(**{**given, "kind": CultivationKind(given["kind"])})
        made = acts.cultivate(member=row, record=record, by=self.principal)
        return Response(CultivationRecordSerializer(made).data, status=201)

    @extend_schema(responses={201: MemberTransferSerializer})
    @action(detail=True, methods=["post"])
    def letter(self, request: Any, pk: str) -> Response:
        """Issue a letter of transfer."""
        row, given = self.get_object(), self.validated()
        made = acts.issue_letter(member=row, letter=acts.Letter(**given), by=self.principal)
        return Response(MemberTransferSerializer(made).data, status=201)


def _marked(given: dict[str, Any]) -> dict[str, Any]:
    on = given.pop("on")
    return {"marked": acts.Marked(**{**given, "state": SpecialState(given["state"])}), "on": on}


class MemberTransferViewSet(ReadViewSet):
    """Letters of transfer (组织关系转接): read, receive, confirm, issue anew, declare void."""

    model = MemberTransfer
    serializer_class = MemberTransferSerializer
    filterset_class = MemberTransferFilters
    doors = dict.fromkeys(("list", "retrieve", "receive", "confirm", "reissue", "cancel"), TRANSFER)
    inputs = {"receive": DayInput, "confirm": DayInput, "reissue": LetterInput, "cancel": ReasonInput}

    def _take(self, act: Any) -> Response:
        row, given = self.get_object(), self.validated()
        return self.respond(act(transfer=row, by=self.principal, **given))

    @extend_schema(responses=MemberTransferSerializer)
    @action(detail=True, methods=["post"])
    def receive(self, request: Any, pk: str) -> Response:
        """Record that it was handed in."""
        return self._take(acts.receive_letter)

    @extend_schema(responses=MemberTransferSerializer)
    @action(detail=True, methods=["post"])
    def confirm(self, request: Any, pk: str) -> Response:
        """Confirm the receipt."""
        return self._take(acts.confirm_transfer)

    @extend_schema(responses=MemberTransferSerializer)
    @action(detail=True, methods=["post"])
    def reissue(self, request: Any, pk: str) -> Response:
        """Issue an expired letter anew."""
        row, given = self.get_object(), self.validated()
        return self.respond(acts.reissue_letter(transfer=row, letter=acts.Letter(**given), by=self.principal))

    @extend_schema(responses=MemberTransferSerializer)
    @action(detail=True, methods=["post"])
    def cancel(self, request: Any, pk: str) -> Response:
        """Declare it void."""
        return self._take(acts.cancel_transfer)


class CultivationRecordViewSet(ReadViewSet):
    """Talks with applicants and half-yearly examinations (培养考察记录): read only, kept with the member."""

    model = CultivationRecord
    serializer_class = CultivationRecordSerializer
    filterset_class = CultivationRecordFilters
    doors = dict.fromkeys(("list", "retrieve"), VIEW)
