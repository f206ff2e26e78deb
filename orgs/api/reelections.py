"""Endpoints of re-elections: read them, and take their steps through the services."""

from typing import Any

import django_filters
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.response import Response

from access.api.filters import ScopedChoiceFilter, StrictFilterSet
from access.api.serializers import ScopedRelatedField, StrictModelSerializer, StrictSerializer
from access.api.viewsets import ReadViewSet
from access.models import Body
from orgs.api.formation_shapes import DayInput, ReasonInput
from orgs.choices import BallotPost, ReElectionStage, ReElectionStep
from orgs.models import PartyOrg, ReElection
from orgs.rules import reelections as rules
from orgs.services import reelections as acts

VIEW = "orgs.view_org"
MOST = 32767


class ReElectionSerializer(StrictModelSerializer):
    """A re-election."""

    class Meta:
        model = ReElection
        fields = (
            "id", "org", "term", "stage", "seats", "submitted_on", "decided_on", "approval_no", "approved_by", "candidates",
            "held_on", "entitled", "present", "majority_base", "ballots", "reported_on", "filed_on", "filing_no", "made",
            "version",
        )  # fmt: skip


class BeginInput(StrictSerializer):
    """Whose re-election begins."""

    org = ScopedRelatedField(model=PartyOrg, permission=rules.RUN)


class SubmitInput(DayInput):
    """The seats to be filled; the committee's include secretary and deputies."""

    committee = serializers.IntegerField(min_value=0, max_value=99, default=0)
    deputy = serializers.IntegerField(min_value=0, max_value=9, default=0)
    formal = serializers.IntegerField(min_value=0, max_value=MOST, required=False, allow_null=True)


class ElectionReplyInput(DayInput):
    """The reply."""

    approval_no = serializers.CharField(max_length=60)
    approved_by = ScopedRelatedField(model=Body, permission="access.view_body", required=False, allow_null=True)


class SlateInput(DayInput):
    """The candidates by post."""

    committee = serializers.ListField(child=serializers.CharField(max_length=60), max_length=150, default=list)
    secretary = serializers.ListField(child=serializers.CharField(max_length=60), max_length=5, default=list)
    deputy = serializers.ListField(child=serializers.CharField(max_length=60), max_length=20, default=list)


class VotesInput(StrictSerializer):
    """One candidate's votes."""

    name = serializers.CharField(max_length=60)
    votes = serializers.IntegerField(min_value=0, max_value=MOST)


class BallotInput(StrictSerializer):
    """One ballot as it was counted."""

    post = serializers.ChoiceField(BallotPost.choices)
    issued = serializers.IntegerField(min_value=0, max_value=MOST)
    returned = serializers.IntegerField(min_value=0, max_value=MOST)
    votes = serializers.ListField(child=VotesInput(), max_length=150)


class VoteInput(DayInput):
    """A round of voting."""

    entitled = serializers.IntegerField(min_value=1, max_value=MOST)
    present = serializers.IntegerField(min_value=0, max_value=MOST)
    ballots = serializers.ListField(child=BallotInput(), max_length=3)


class ElectionFileInput(DayInput):
    """The filing."""

    number = serializers.CharField(max_length=60)


class ReElectionFilters(StrictFilterSet):
    """Filters of re-elections."""

    org = ScopedChoiceFilter(model=PartyOrg, permission=VIEW)
    stage = django_filters.ChoiceFilter(choices=ReElectionStage.choices)

    class Meta:
        model = ReElection
        fields = ("org", "stage")


class ReElectionViewSet(ReadViewSet):
    """Re-elections (换届): read them, begin one, and take the steps that may follow."""

    model = ReElection
    serializer_class = ReElectionSerializer
    filterset_class = ReElectionFilters
    doors = {
        "list": VIEW, "retrieve": VIEW, "begin": rules.RUN,
        **{step.value if step != ReElectionStep.RETURN else "send_back": rules.MOVES[step].permission
           for step in ReElectionStep if step != ReElectionStep.TIE},
    }  # fmt: skip
    inputs = {
        "begin": BeginInput, "submit": SubmitInput, "send_back": ReasonInput, "approve": ElectionReplyInput,
        "nominate": SlateInput, "vote": VoteInput, "report": DayInput, "file": ElectionFileInput, "withdraw": ReasonInput,
    }  # fmt: skip

    def _take(self, act: Any, told: Any = None) -> Response:
        """Take a step with the row of the address, found before the body is read; ``told`` makes of it what the act takes."""
        row, given = self.get_object(), self.validated()
        return self.respond(act(reelection=row, by=self.principal, **(told(given) if told else given)))

    @extend_schema(responses={201: ReElectionSerializer})
    @action(detail=False, methods=["post"])
    def begin(self, request: Any) -> Response:
        """Begin a re-election of an organization."""
        row = acts.begin_reelection(org=self.validated()["org"], on=self.today, by=self.principal)
        return self.respond(row, status=201)

    @extend_schema(responses=ReElectionSerializer)
    @action(detail=True, methods=["post"])
    def submit(self, request: Any, pk: str) -> Response:
        """Submit the request."""
        return self._take(acts.submit_reelection, _seats)

    @extend_schema(responses=ReElectionSerializer)
    @action(detail=True, methods=["post"], url_path="return")
    def send_back(self, request: Any, pk: str) -> Response:
        """Return it with the reason."""
        return self._take(acts.return_reelection)

    @extend_schema(responses=ReElectionSerializer)
    @action(detail=True, methods=["post"])
    def approve(self, request: Any, pk: str) -> Response:
        """Reply with number and day."""
        return self._take(acts.approve_reelection, lambda given: {"reply": acts.Reply(**given)})

    @extend_schema(responses=ReElectionSerializer)
    @action(detail=True, methods=["post"])
    def nominate(self, request: Any, pk: str) -> Response:
        """Record the candidates."""
        return self._take(acts.nominate, _slate)

    @extend_schema(responses=ReElectionSerializer)
    @action(detail=True, methods=["post"])
    def vote(self, request: Any, pk: str) -> Response:
        """Record a round of voting."""
        return self._take(acts.vote, _vote)

    @extend_schema(responses=ReElectionSerializer)
    @action(detail=True, methods=["post"])
    def report(self, request: Any, pk: str) -> Response:
        """Report the result."""
        return self._take(acts.report_reelection)

    @extend_schema(responses=ReElectionSerializer)
    @action(detail=True, methods=["post"])
    def file(self, request: Any, pk: str) -> Response:
        """File the result: the next term begins."""
        return self._take(acts.file_reelection)

    @extend_schema(responses=ReElectionSerializer)
    @action(detail=True, methods=["post"])
    def withdraw(self, request: Any, pk: str) -> Response:
        """Withdraw it."""
        return self._take(acts.withdraw_reelection)


def _seats(given: dict[str, Any]) -> dict[str, Any]:
    seats = {BallotPost.COMMITTEE: given["committee"], BallotPost.SECRETARY: 1, BallotPost.DEPUTY: given["deputy"]}
    return {"seats": seats, "on": given["on"], "formal": given.get("formal")}


def _slate(given: dict[str, Any]) -> dict[str, Any]:
    return {"candidates": {post: given[post.value] for post in BallotPost}, "on": given["on"]}


def _vote(given: dict[str, Any]) -> dict[str, Any]:
    cast = {
        BallotPost(line["post"]): acts.Cast(
            line["issued"], line["returned"], {one["name"]: one["votes"] for one in line["votes"]}
        )
        for line in given["ballots"]
    }
    return {"vote": acts.Vote(given["on"], given["entitled"], given["present"], cast)}
