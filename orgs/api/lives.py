"""Acts on an organization's life and term, and the system of organizations of a day, as endpoints."""

from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.response import Response

from access.api.schema import paged
from access.api.serializers import ScopedRelatedField, StrictModelSerializer, StrictSerializer
from access.api.viewsets import ReadViewSet
from access.errors import conflict, refuse
from orgs import services
from orgs.api import serializers as shapes
from orgs.choices import FormationMode, Light, OrgType
from orgs.models import LifeEvent, PartyOrg
from orgs.queries import four_ones, tree
from orgs.rules import four_ones as rules
from orgs.services.four_ones import NOT_REGIONAL

VIEW = "orgs.view_org"


class BranchSerializer(StrictModelSerializer):
    """An organization in the system of a day, with name and type of that day."""

    name = serializers.CharField(source="name_then")
    org_type = serializers.CharField(source="type_then")
    has_children = serializers.BooleanField()

    class Meta:
        model = PartyOrg
        fields = ("id", "name", "org_type", "form", "area", "parent", "managing_body", "has_children")


COUNTS = ("forums", "grids", "grids_led", "units", "units_with_card")


class FourOnesSerializer(StrictSerializer):
    """The four lights with the counts behind them."""

    quarter = serializers.CharField()
    lights = serializers.DictField(child=serializers.ChoiceField(Light.choices))
    forums = serializers.IntegerField()
    grids = serializers.IntegerField()
    grids_led = serializers.IntegerField()
    units = serializers.IntegerField()
    units_with_card = serializers.IntegerField()


class RenameInput(shapes.RevokeInput):
    """The new name with its approval."""

    name = serializers.CharField(max_length=120)


class RetypeInput(shapes.RevokeInput):
    """The new type with its approval."""

    org_type = serializers.ChoiceField(OrgType.choices)


class MergeInput(shapes.RevokeInput):
    """The organization that goes on, with the approval."""

    into = ScopedRelatedField(model=PartyOrg, permission="orgs.revoke_org")


class ReverseInput(shapes.RevokeInput):
    """The event that is taken back, with the approval."""

    event = serializers.IntegerField(min_value=1)


class ExtendInput(StrictSerializer):
    """An approved later election."""

    until = serializers.DateField()
    approval_no = serializers.CharField(max_length=60)
    reason = serializers.CharField(max_length=200)


DOORS = {
    "tree": VIEW, "children": VIEW, "four_ones": VIEW, "rename": "orgs.change_org", "retype": "orgs.change_org",
    "merge": "orgs.revoke_org", "reverse": "orgs.reverse_event", "extend": "orgs.extend_term",
}  # fmt: skip
INPUTS = {
    "rename": RenameInput, "retype": RetypeInput, "merge": MergeInput, "reverse": ReverseInput, "extend": ExtendInput,
}  # fmt: skip


class LifeActs(ReadViewSet):
    """Further actions of the organizations' endpoint."""

    refusing = frozenset({"four_ones"})

    def org(self) -> PartyOrg:
        """Return the organization of the address; the endpoint says how."""
        raise NotImplementedError

    def _approved(self) -> tuple[dict[str, Any], dict[str, Any]]:
        """Return what the body says beside the approval, and what every approved act takes."""
        org, given = self.org(), self.validated()
        names = ("on", "approval_no", "reason")
        approval = services.Approval(**{name: given.pop(name) for name in names})
        return given, {"org": org, "approval": approval, "by": self.principal, "version": org.version}

    @extend_schema(responses=paged(BranchSerializer))
    @action(detail=False)
    def tree(self, request: Any) -> Response:
        """Return the top of the system on the day: organizations whose superior is not in sight."""
        return self.page_of(tree.children(None, self.principal, self.as_of), BranchSerializer)

    @extend_schema(responses=paged(BranchSerializer))
    @action(detail=True)
    def children(self, request: Any, pk: str) -> Response:
        """Return the organizations directly below one on the day."""
        rows = tree.children(self.get_object(), self.principal, self.as_of)
        return self.page_of(rows, BranchSerializer)

    @extend_schema(responses=FourOnesSerializer)
    @action(detail=True)
    def four_ones(self, request: Any, pk: str) -> Response:
        """Return the four lights of a regional branch in the quarter of the day.

        Raises:
            Conflict: not a regional branch.
        """
        org = self.get_object()
        if org.form != FormationMode.REGIONAL:
            conflict(_(NOT_REGIONAL), code="wrong_form", org=org.name)
        quarter = rules.quarter_of(self.as_of)
        row = four_ones.shown([org], quarter, on=self.as_of)[0]
        lights = {one["one"].value: one["light"].value for one in row["lights"]}
        told = {name: getattr(row["standing"], name) for name in COUNTS}
        return Response({"quarter": quarter.name, "lights": lights, **told})

    @extend_schema(responses=shapes.OrgSerializer)
    @action(detail=True, methods=["post"])
    def rename(self, request: Any, pk: str) -> Response:
        """Give it another name."""
        given, approved = self._approved()
        return self.respond(services.rename(name=given["name"], **approved))

    @extend_schema(responses=shapes.OrgSerializer)
    @action(detail=True, methods=["post"])
    def retype(self, request: Any, pk: str) -> Response:
        """Turn it into another type."""
        given, approved = self._approved()
        return self.respond(services.change_type(org_type=given["org_type"], **approved))

    @extend_schema(responses=shapes.OrgSerializer)
    @action(detail=True, methods=["post"])
    def merge(self, request: Any, pk: str) -> Response:
        """Merge it into another, which is shown."""
        given, approved = self._approved()
        return self.respond(services.merge(into=given["into"], **approved))

    @extend_schema(responses=shapes.OrgSerializer)
    @action(detail=True, methods=["post"])
    def reverse(self, request: Any, pk: str) -> Response:
        """Take its last event back.

        Raises:
            ValidationError: the number is not one of its events.
        """
        given, approved = self._approved()
        rows = LifeEvent.objects.visible_to(self.principal, VIEW).filter(org=approved["org"])
        event = rows.filter(pk=given["event"]).first()
        if event is None:
            refuse(_("该党组织没有这次变更。"), field="event", code="no_event")
        return self.respond(services.reverse_event(event=event, **approved))

    @extend_schema(responses={201: shapes.TermSerializer})
    @action(detail=True, methods=["post"])
    def extend(self, request: Any, pk: str) -> Response:
        """Approve a later election."""
        org, given = self.org(), self.validated()
        term = services.extend(org=org, by=self.principal, **given)
        return Response(shapes.TermSerializer(term).data, status=201)
