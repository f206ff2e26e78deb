"""Endpoints of responsibility letters and of pairings."""

from typing import Any

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
from access.models import Body
from orgs.api.body_shapes import BodyEndInput
from orgs.choices import LetterResult
from orgs.forms.duties import FIRST_YEAR, LAST_YEAR
from orgs.models import LetterCheck, Pairing, PartyOrg, ResponsibilityLetter
from orgs.models.seats import place_of
from orgs.rules.bodies import KEEP, VIEW
from orgs.services import bodies as acts
from orgs.services.bodies.letters import LONGEST, MOST

READ = "orgs.view_org"


class LetterCheckSerializer(StrictModelSerializer):
    """The yearly check of a letter."""

    class Meta:
        model = LetterCheck
        fields = ("id", "checked_on", "result", "text")


class ResponsibilityLetterSerializer(StrictModelSerializer):
    """A letter; its targets are the tasks that name it."""

    class Meta:
        model = ResponsibilityLetter
        fields = ("id", "upper", "lower", "year", "signed_on", "upper_signer", "lower_signer", "document")


class SignInput(StrictSerializer):
    """A letter and its targets."""

    upper = ScopedRelatedField(model=Body, permission=KEEP)
    lower = ScopedRelatedField(model=Body, permission=KEEP)
    year = serializers.IntegerField(min_value=FIRST_YEAR, max_value=LAST_YEAR)
    on = serializers.DateField()
    upper_signer = serializers.CharField(max_length=40)
    lower_signer = serializers.CharField(max_length=40)
    targets = serializers.ListField(child=serializers.CharField(max_length=LONGEST), min_length=1, max_length=MOST)
    document = serializers.CharField(max_length=120, required=False, allow_blank=True)


class LetterCheckInput(StrictSerializer):
    """What the yearly check found."""

    on = serializers.DateField()
    result = serializers.ChoiceField(LetterResult.choices)
    text = serializers.CharField(max_length=500)


class ResponsibilityLetterFilters(StrictFilterSet):
    """Filters of letters."""

    upper = ScopedChoiceFilter(model=Body, permission=VIEW)
    lower = ScopedChoiceFilter(model=Body, permission=VIEW)

    class Meta:
        model = ResponsibilityLetter
        fields = ("upper", "lower", "year")


class ResponsibilityLetterViewSet(ReadViewSet):
    """Responsibility letters (责任书): read them, sign one, check one when the year is over."""

    model = ResponsibilityLetter
    serializer_class = ResponsibilityLetterSerializer
    filterset_class = ResponsibilityLetterFilters
    doors = {**dict.fromkeys(("list", "retrieve"), VIEW), "create": KEEP, "check": KEEP}
    inputs = {"create": SignInput, "check": LetterCheckInput}
    unversioned = frozenset({"check"})
    ordering_fields = ("id", "year")

    def get_object(self) -> ResponsibilityLetter:
        """Return the row of the address without locking it: it is never changed, and its check locks the body above.

        Raises:
            Http404: absent or invisible.
            Denied: visible, but not to be written.
        """
        row = self.get_queryset().filter(pk=self.kwargs["pk"]).select_related("upper__line", "upper__home").first()
        if row is None:
            raise Http404
        if self.request.method not in SAFE_METHODS:
            policy.check(self.principal, KEEP, row)
            policy.check(self.principal, KEEP, place_of(row.upper))
        return row

    @extend_schema(responses={201: ResponsibilityLetterSerializer})
    def create(self, request: Any) -> Response:
        """Sign a letter; its targets become tasks of the body that answers."""
        given = self.validated()
        upper = given.pop("upper")
        return self.respond(acts.sign_letter(upper=upper, signed=acts.Signed(**given), by=self.principal), status=201)

    @extend_schema(responses={201: LetterCheckSerializer})
    @action(detail=True, methods=["post"])
    def check(self, request: Any, pk: str) -> Response:
        """Record the yearly check."""
        letter, given = self.get_object(), self.validated()
        given["result"] = LetterResult(given["result"])
        row = acts.check_letter(letter=letter, by=self.principal, **given)
        return Response(LetterCheckSerializer(row, context=self.get_serializer_context()).data, status=201)


class PairingSerializer(StrictModelSerializer):
    """A body and an organization that work together over a period."""

    valid = PeriodField()

    class Meta:
        model = Pairing
        fields = ("id", "body", "org", "content", "document", "valid")


class PairingInput(StrictSerializer):
    """A pairing from a day on."""

    body = ScopedRelatedField(model=Body, permission=KEEP)
    org = ScopedRelatedField(model=PartyOrg, permission=KEEP)
    on = serializers.DateField()
    content = serializers.CharField(max_length=200, required=False, allow_blank=True)
    document = serializers.CharField(max_length=120, required=False, allow_blank=True)


class PairingFilters(StrictFilterSet):
    """Filters of pairings."""

    body = ScopedChoiceFilter(model=Body, permission=VIEW)
    org = ScopedChoiceFilter(model=PartyOrg, permission=READ)

    class Meta:
        model = Pairing
        fields = ("body", "org")


class PairingViewSet(ReadViewSet):
    """Pairings (结对共建): read them, make one, end one. Activities held together are life records."""

    model = Pairing
    serializer_class = PairingSerializer
    filterset_class = PairingFilters
    doors = {**dict.fromkeys(("list", "retrieve"), READ), "create": KEEP, "end": KEEP}
    inputs = {"create": PairingInput, "end": BodyEndInput}
    unversioned = frozenset({"end"})

    def get_queryset(self) -> Any:
        """Return what nothing has superseded."""
        return super().get_queryset().live()

    @extend_schema(responses={201: PairingSerializer})
    def create(self, request: Any) -> Response:
        """Pair a body with an organization."""
        return self.respond(acts.pair(by=self.principal, **self.validated()), status=201)

    @extend_schema(responses={204: None})
    @action(detail=True, methods=["post"])
    def end(self, request: Any, pk: str) -> Response:
        """End it on a day."""
        row = self.get_object()
        acts.end_pairing(row=row, on=self.validated()["on"], by=self.principal)
        return Response(status=204)
