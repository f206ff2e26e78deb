"""Endpoints of the double search (双找): targets with every step, their entries, the two publications."""

from typing import Any

import django_filters
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.response import Response

from access.api.filters import ScopedChoiceFilter, StrictFilterSet
from access.api.serializers import ScopedRelatedField, StrictModelSerializer
from access.api.viewsets import ReadViewSet
from access.models import Area, Body
from orgs.api.formation_shapes import DayInput, ReasonInput
from orgs.choices import HiddenKind, MemberStage, NoticeKind, SearchMethod, SearchResult, SearchStage
from orgs.models import Member, PartyOrg, SearchEntry, SearchNotice, SearchTarget
from orgs.queries import searching as reads
from orgs.services import searching as acts
from orgs.services.members import Entry
from orgs.services.searching.listing import LOOKS

VIEW, KEEP = reads.VIEW, reads.KEEP


class SearchTargetSerializer(StrictModelSerializer):
    """Somebody who is looked for."""

    class Meta:
        model = SearchTarget
        fields = (
            "id", "area", "org", "name", "clue_from", "clue", "contractor", "officer", "stage", "listed_on", "last_on", "found_on",
            "hidden_kind", "hidden_why", "onward", "member", "version",
        )  # fmt: skip


class SearchEntrySerializer(StrictModelSerializer):
    """One step of a search on its day."""

    class Meta:
        model = SearchEntry
        fields = ("id", "target", "step", "on", "method", "result", "note")


class SearchNoticeSerializer(StrictModelSerializer):
    """One of the two publications."""

    class Meta:
        model = SearchNotice
        fields = ("id", "area", "org", "body", "kind", "published_on", "place")


class TargetInput(DayInput):
    """Somebody to look for: the organization, or the place."""

    name = serializers.CharField(max_length=60)
    clue_from = serializers.ChoiceField(choices=SearchMethod.choices)
    clue = serializers.CharField(max_length=200, required=False, default="")
    area = ScopedRelatedField(model=Area, permission=KEEP, required=False, allow_null=True, default=None)
    org = ScopedRelatedField(model=PartyOrg, permission=KEEP, required=False, allow_null=True, default=None)


class ContractInput(DayInput):
    """Who looks: an organization, and one of its members or an officer."""

    org = ScopedRelatedField(model=PartyOrg, permission=KEEP)
    member = ScopedRelatedField(model=Member, permission=KEEP, required=False, allow_null=True, default=None)
    officer = serializers.CharField(max_length=60, required=False, default="")


class LookInput(DayInput):
    """One look."""

    method = serializers.ChoiceField(choices=SearchMethod.choices)
    result = serializers.ChoiceField(choices=SearchResult.choices)
    note = serializers.CharField(max_length=200, required=False, default="")


class FoundInput(DayInput):
    """What is known of somebody who was found."""

    hidden_kind = serializers.ChoiceField(choices=HiddenKind.choices, required=False, default="")
    hidden_why = serializers.CharField(max_length=200, required=False, default="")
    onward = serializers.CharField(max_length=200, required=False, default="")


class GiveUpInput(DayInput):
    """Not found; a reason where one of the six ways was not tried."""

    reason = serializers.CharField(max_length=200, required=False, default="")


class EnrolFoundInput(DayInput):
    """Onto the roster; the name is the target's."""

    stage = serializers.ChoiceField(choices=[(stage.value, stage.label) for stage in MemberStage if stage in LOOKS])
    since = serializers.DateField()
    id_number = serializers.CharField(max_length=24, required=False, default="")
    born_on = serializers.DateField(required=False, allow_null=True, default=None)
    phone = serializers.CharField(max_length=30, required=False, default="")
    from_name = serializers.CharField(max_length=120, required=False, default="")


class LinkInput(DayInput):
    """On the roster already."""

    member = ScopedRelatedField(model=Member, permission=KEEP)


class StayInput(DayInput):
    """The relation stays: where and why."""

    note = serializers.CharField(max_length=200)


class PublishInput(DayInput):
    """One of the two publications, by an organization or a body."""

    kind = serializers.ChoiceField(choices=NoticeKind.choices)
    place = serializers.CharField(max_length=120)
    org = ScopedRelatedField(model=PartyOrg, permission=KEEP, required=False, allow_null=True, default=None)
    body = ScopedRelatedField(model=Body, permission="access.view_body", required=False, allow_null=True, default=None)


class SearchTargetFilters(StrictFilterSet):
    """Filters of targets."""

    org = ScopedChoiceFilter(model=PartyOrg, permission=VIEW)
    stage = django_filters.ChoiceFilter(choices=SearchStage.choices)
    hidden_kind = django_filters.ChoiceFilter(choices=HiddenKind.choices)

    class Meta:
        model = SearchTarget
        fields = ("org", "stage", "hidden_kind")


class SearchEntryFilters(StrictFilterSet):
    """Filters of entries."""

    target = ScopedChoiceFilter(model=SearchTarget, permission=VIEW)

    class Meta:
        model = SearchEntry
        fields = ("target",)


class SearchTargetViewSet(ReadViewSet):
    """Whom the double search looks for (查找对象): read, list, contract, look, and what comes of it."""

    model = SearchTarget
    serializer_class = SearchTargetSerializer
    filterset_class = SearchTargetFilters
    inputs = {
        "create": TargetInput, "contract": ContractInput, "look": LookInput, "find": FoundInput, "give_up": GiveUpInput,
        "enrol": EnrolFoundInput, "link": LinkInput, "stay": StayInput, "withdraw": ReasonInput,
    }  # fmt: skip
    doors = {**dict.fromkeys(("list", "retrieve"), VIEW), **dict.fromkeys(inputs, KEEP)}

    def _take(self, act: Any, told: Any = None) -> Response:
        """Perform an act on the row of the address, found before the body is read."""
        row, given = self.get_object(), self.validated()
        return self.respond(act(target=row, by=self.principal, **(told(given) if told else given)))

    @extend_schema(responses={201: SearchTargetSerializer})
    def create(self, request: Any) -> Response:
        """Put somebody on the list."""
        given = self.validated()
        on = given.pop("on")
        return self.respond(acts.list_target(listed=acts.Listed(**given), on=on, by=self.principal), status=201)

    @extend_schema(responses=SearchTargetSerializer)
    @action(detail=True, methods=["post"])
    def contract(self, request: Any, pk: str) -> Response:
        """Contract the target to an organization and to a member or an officer."""
        return self._take(acts.contract_target, lambda given: {"on": given.pop("on"), "contract": acts.Contract(**given)})

    @extend_schema(responses=SearchTargetSerializer)
    @action(detail=True, methods=["post"])
    def look(self, request: Any, pk: str) -> Response:
        """Record one look."""
        return self._take(acts.look)

    @extend_schema(responses=SearchTargetSerializer)
    @action(detail=True, methods=["post"])
    def find(self, request: Any, pk: str) -> Response:
        """Record that the target was found."""
        return self._take(acts.find, lambda given: {"on": given.pop("on"), "found": acts.Found(**given)})

    @extend_schema(responses=SearchTargetSerializer)
    @action(detail=True, methods=["post"], url_path="give-up")
    def give_up(self, request: Any, pk: str) -> Response:
        """Record that the target was not found."""
        return self._take(acts.give_up)

    @extend_schema(responses=SearchTargetSerializer)
    @action(detail=True, methods=["post"])
    def enrol(self, request: Any, pk: str) -> Response:
        """Put the target on the roster of the contracted organization."""
        return self._take(acts.enrol_found, _entered)

    @extend_schema(responses=SearchTargetSerializer)
    @action(detail=True, methods=["post"])
    def link(self, request: Any, pk: str) -> Response:
        """Name the member of the roster who the target is."""
        return self._take(acts.link_found)

    @extend_schema(responses=SearchTargetSerializer)
    @action(detail=True, methods=["post"])
    def stay(self, request: Any, pk: str) -> Response:
        """Record that the relation stays where it is."""
        return self._take(acts.stay)

    @extend_schema(responses=SearchTargetSerializer)
    @action(detail=True, methods=["post"])
    def withdraw(self, request: Any, pk: str) -> Response:
        """Take the target off the list."""
        return self._take(acts.withdraw_target)


def _entered(given: dict[str, Any]) -> dict[str, Any]:
    entry = Entry("", given.pop("born_on"), given.pop("id_number"), given.pop("phone"))
    return {**given, "entry": entry, "stage": MemberStage(given["stage"])}


class SearchEntryViewSet(ReadViewSet):
    """What was done to find somebody (查找记录): read."""

    model = SearchEntry
    serializer_class = SearchEntrySerializer
    filterset_class = SearchEntryFilters
    doors = dict.fromkeys(("list", "retrieve"), VIEW)


class SearchNoticeViewSet(ReadViewSet):
    """The two publications (两公开): read, record."""

    model = SearchNotice
    serializer_class = SearchNoticeSerializer
    doors = {**dict.fromkeys(("list", "retrieve"), VIEW), "create": KEEP}
    inputs = {"create": PublishInput}

    @extend_schema(responses={201: SearchNoticeSerializer})
    def create(self, request: Any) -> Response:
        """Record a publication."""
        given = self.validated()
        on = given.pop("on")
        return self.respond(acts.publish(publication=acts.Publication(**given), on=on, by=self.principal), status=201)
