"""Endpoints of organization life, of owners' attitudes and of turns of duty."""

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.permissions import SAFE_METHODS
from rest_framework.response import Response

from access import policy
from access.api.filters import ScopedChoiceFilter, StrictFilterSet
from access.api.serializers import PeriodField, ScopedRelatedField, StrictModelSerializer, StrictSerializer
from access.api.viewsets import ReadViewSet
from access.models import Area
from enterprises.models import Unit
from orgs import services
from orgs.choices import LifeKind, Opinion, OwnerAttitude
from orgs.models import DutyTurn, LifeRecord, OwnerRecord, Pairing, PartyOrg
from orgs.queries import owners
from orgs.queries import records as reads
from orgs.rules.records import MOST, Entry

PEOPLE = 100_000


class LifeRecordSerializer(StrictModelSerializer):
    """A record of organization life."""

    valid = PeriodField()
    figures = serializers.DictField(child=serializers.IntegerField(), read_only=True)

    class Meta:
        model = LifeRecord
        fields = (
            "id", "series", "org", "kind", "valid", "topic", "host", "expected", "attended", "result", "figures", "pairing",
            "change_reason", "recorded_at",
        )  # fmt: skip


class LifeWords(StrictSerializer):
    """What a record says; which figures it takes depends on its kind."""

    on = serializers.DateField()
    topic = serializers.CharField(max_length=200)
    until = serializers.DateField(required=False, allow_null=True)
    host = serializers.CharField(max_length=80, required=False, allow_blank=True)
    expected = serializers.IntegerField(min_value=0, max_value=PEOPLE, required=False, allow_null=True)
    attended = serializers.IntegerField(min_value=1, max_value=PEOPLE, required=False, allow_null=True)
    result = serializers.CharField(max_length=1000, required=False, allow_blank=True)
    figures = serializers.DictField(child=serializers.IntegerField(min_value=0, max_value=MOST), required=False)


class LifeRecordInput(LifeWords):
    """A record to be written down."""

    org = ScopedRelatedField(model=PartyOrg, permission=reads.KEEP)
    kind = serializers.ChoiceField(LifeKind.choices)
    pairing = ScopedRelatedField(model=Pairing, permission=reads.VIEW, required=False, allow_null=True)


class LifeCorrectionInput(LifeWords):
    """What the record should say, and why."""

    reason = serializers.CharField(max_length=200)


class LifeWithdrawalInput(StrictSerializer):
    """Why a record should not stand."""

    reason = serializers.CharField(max_length=200)


def _entry(given: dict[str, Any], kind: str) -> dict[str, Any]:
    """Return the entry and the words beside it."""
    told = {name: given.get(name, "") for name in ("host", "result")}
    plain = {name: given.get(name) for name in ("until", "expected", "attended", "figures")}
    return {"entry": Entry(LifeKind(kind), given["on"], given["topic"], **plain), **told}


class LifeRecordFilters(StrictFilterSet):
    """Filters of records: ``since`` and ``until`` are days on which they hold, both counted."""

    org = ScopedChoiceFilter(model=PartyOrg, permission=reads.VIEW)
    kind = django_filters.ChoiceFilter(choices=LifeKind.choices)
    since = django_filters.DateFilter(field_name="holds_until", lookup_expr="gt")
    until = django_filters.DateFilter(field_name="holds_from", lookup_expr="lte")

    class Meta:
        model = LifeRecord
        fields = ("org", "kind", "since", "until")


class LifeRecordViewSet(ReadViewSet):
    """Organization life (组织生活): read it, write it down, put it right, withdraw it."""

    model = LifeRecord
    serializer_class = LifeRecordSerializer
    filterset_class = LifeRecordFilters
    doors = {
        **dict.fromkeys(("list", "retrieve"), reads.VIEW), **dict.fromkeys(("create", "correct", "withdraw"), reads.KEEP),
    }  # fmt: skip
    inputs = {"create": LifeRecordInput, "correct": LifeCorrectionInput, "withdraw": LifeWithdrawalInput}
    unversioned = frozenset({"correct", "withdraw"})

    def get_queryset(self) -> QuerySet:
        """Return the live records; a single one is found also when it was put right."""
        rows = super().get_queryset()
        return rows.live() if self.action == "list" else rows

    def get_object(self) -> LifeRecord:
        """Return the row of the address without locking it: the services lock the organization first, everywhere.

        Raises:
            Http404: absent or invisible.
            Denied: visible, but not to be written.
        """
        row = self.get_queryset().filter(pk=self.kwargs["pk"]).first()
        if row is None:
            raise Http404
        if self.request.method not in SAFE_METHODS:
            policy.check(self.principal, reads.KEEP, row)
        return row

    @extend_schema(responses={201: LifeRecordSerializer})
    def create(self, request: Any) -> Response:
        """Write down a meeting, an activity, a team or figures."""
        given = self.validated()
        told = _entry(given, given["kind"])
        row = services.record_life(org=given["org"], by=self.principal, pairing=given.get("pairing"), **told)
        return self.respond(row, status=201)

    @extend_schema(responses=LifeRecordSerializer)
    @action(detail=True, methods=["post"])
    def correct(self, request: Any, pk: str) -> Response:
        """Put a record right."""
        row, given = self.get_object(), self.validated()
        told = _entry(given, row.kind)
        return self.respond(services.correct_life(record=row, reason=given["reason"], by=self.principal, **told))

    @extend_schema(responses=LifeRecordSerializer)
    @action(detail=True, methods=["post"])
    def withdraw(self, request: Any, pk: str) -> Response:
        """Withdraw a record."""
        row, given = self.get_object(), self.validated()
        return self.respond(services.withdraw_life(record=row, reason=given["reason"], by=self.principal))


class OwnerRecordSerializer(StrictModelSerializer):
    """An owner's attitude over a period."""

    valid = PeriodField()

    class Meta:
        model = OwnerRecord
        fields = ("id", "unit", "valid", "attitude", "purpose", "opinion", "note", "recorded_at")


class OwnerRecordInput(StrictSerializer):
    """An owner's attitude from a day on."""

    unit = ScopedRelatedField(model=Unit, permission=owners.KEEP)
    on = serializers.DateField()
    attitude = serializers.ChoiceField(OwnerAttitude.choices)
    purpose = serializers.CharField(max_length=80, required=False, allow_blank=True)
    opinion = serializers.ChoiceField(Opinion.choices, default=Opinion.NONE)
    note = serializers.CharField(max_length=200, required=False, allow_blank=True)


class OwnerRecordFilters(StrictFilterSet):
    """Filters of owners' attitudes."""

    unit = ScopedChoiceFilter(model=Unit, permission=owners.VIEW)
    attitude = django_filters.ChoiceFilter(choices=OwnerAttitude.choices)
    opinion = django_filters.ChoiceFilter(choices=Opinion.choices)

    class Meta:
        model = OwnerRecord
        fields = ("unit", "attitude", "opinion")


class OwnerRecordViewSet(ReadViewSet):
    """Owners' attitudes and opinions on recommendations (出资人态度): read, record."""

    model = OwnerRecord
    serializer_class = OwnerRecordSerializer
    filterset_class = OwnerRecordFilters
    doors = {**dict.fromkeys(("list", "retrieve"), owners.VIEW), "create": owners.KEEP}
    inputs = {"create": OwnerRecordInput}

    def get_queryset(self) -> QuerySet:
        """Return what nothing has superseded."""
        return super().get_queryset().live()

    @extend_schema(responses={201: OwnerRecordSerializer})
    def create(self, request: Any) -> Response:
        """Record an owner's attitude."""
        given = self.validated()
        given |= {"attitude": OwnerAttitude(given["attitude"]), "opinion": Opinion(given["opinion"])}
        return self.respond(services.record_owner(**given, by=self.principal), status=201)


class DutyTurnSerializer(StrictModelSerializer):
    """A turn of duty."""

    valid = PeriodField()

    class Meta:
        model = DutyTurn
        fields = ("id", "area", "valid", "name", "employer", "task", "recorded_at")


class DutyTurnInput(StrictSerializer):
    """Who is on duty, where and when."""

    area = ScopedRelatedField(model=Area, permission=owners.KEEP)
    name = serializers.CharField(max_length=40)
    on = serializers.DateField()
    until = serializers.DateField()
    employer = serializers.CharField(max_length=120, required=False, allow_blank=True)
    task = serializers.CharField(max_length=200, required=False, allow_blank=True)


class DutyTurnViewSet(ReadViewSet):
    """Turns of duty of the federation's vice-chairs (副主席轮值): read, set."""

    model = DutyTurn
    serializer_class = DutyTurnSerializer
    doors = {**dict.fromkeys(("list", "retrieve"), owners.VIEW), "create": owners.KEEP}
    inputs = {"create": DutyTurnInput}

    def get_queryset(self) -> QuerySet:
        """Return what nothing has superseded."""
        return super().get_queryset().live()

    @extend_schema(responses={201: DutyTurnSerializer})
    def create(self, request: Any) -> Response:
        """Set a turn."""
        return self.respond(services.set_duty(**self.validated(), by=self.principal), status=201)
