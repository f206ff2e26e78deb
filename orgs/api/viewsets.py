"""Endpoints of organizations."""

from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.response import Response

from access import policy
from access.api.schema import paged
from access.api.viewsets import require_version
from orgs import services
from orgs.api import lives
from orgs.api import serializers as shapes
from orgs.api.filters import OrgFilters
from orgs.models import Coverage, LifeEvent, PartyOrg, Post, StarRecord, Term

VIEW = "orgs.view_org"


class OrgViewSet(lives.LifeActs):
    """Organizations (党组织): read them with coverage, posts, terms and events; act through the services."""

    model = PartyOrg
    serializer_class = shapes.OrgSerializer
    filterset_class = OrgFilters
    doors = {
        **dict.fromkeys(("list", "retrieve", "coverage", "posts", "terms", "events", "stars"), VIEW),
        **dict.fromkeys(("single", "joint", "regional"), "orgs.form_org"),
        **dict.fromkeys(("join", "leave"), "orgs.cover_unit"),
        "revoke": "orgs.revoke_org", "appoint": "orgs.appoint_post", "elect": "orgs.elect_term",
        "rate": "orgs.rate_org", **lives.DOORS,
    }  # fmt: skip
    inputs = {
        "single": shapes.SingleInput, "joint": shapes.JointInput, "regional": shapes.RegionalInput,
        "join": shapes.JoinInput, "leave": shapes.LeaveInput, "revoke": shapes.RevokeInput,
        "appoint": shapes.AppointInput, "elect": shapes.ElectInput, "rate": shapes.StarsInput,
        **lives.INPUTS,
    }  # fmt: skip
    pages = frozenset({"coverage", "posts", "terms", "events", "stars", "tree", "children"})
    unversioned = frozenset({"join", "leave", "appoint", "elect", "rate", "extend"})
    dated = True
    ordering_fields = ("id", "name", "founded_on")
    ordering_columns = {"name": "pinyin"}

    def org(self) -> PartyOrg:
        """Return the organization of the address without locking it: the services lock units first, everywhere.

        Raises:
            Http404: absent or invisible.
            Denied: visible, but not to be written.
            VersionRequired: an act that needs ``If-Match`` came without.
            VersionStale: ``If-Match`` names another version.
        """
        org = PartyOrg.objects.visible_to(self.principal, VIEW).filter(pk=self.kwargs["pk"]).first()
        if org is None:
            raise Http404
        policy.check(self.principal, self.permission_of_action(), org)
        if self.action not in self.unversioned:
            require_version(self.request, org)
        return org

    def below(self, model: Any) -> QuerySet:
        """Return what belongs to the organization of the address."""
        return model.objects.visible_to(self.principal, VIEW).filter(org=self.get_object())

    @extend_schema(responses=paged(shapes.CoverageSerializer))
    @action(detail=True)
    def coverage(self, request: Any, pk: str) -> Response:
        """Return the units covered on the day."""
        return self.page_of(self.below(Coverage).as_of(self.as_of, self.known_at), shapes.CoverageSerializer)

    @extend_schema(responses=paged(shapes.PostSerializer))
    @action(detail=True)
    def posts(self, request: Any, pk: str) -> Response:
        """Return the posts held on the day."""
        return self.page_of(self.below(Post).as_of(self.as_of, self.known_at), shapes.PostSerializer)

    @extend_schema(responses=paged(shapes.TermSerializer))
    @action(detail=True)
    def terms(self, request: Any, pk: str) -> Response:
        """Return the terms that began by the day."""
        return self.page_of(self.below(Term).filter(elected_on__lte=self.as_of), shapes.TermSerializer)

    @extend_schema(responses=paged(shapes.EventSerializer))
    @action(detail=True)
    def events(self, request: Any, pk: str) -> Response:
        """Return the events by the day."""
        return self.page_of(self.below(LifeEvent).filter(on__lte=self.as_of), shapes.EventSerializer)

    @extend_schema(responses=paged(shapes.StarsSerializer))
    @action(detail=True)
    def stars(self, request: Any, pk: str) -> Response:
        """Return the stars of the day."""
        return self.page_of(self.below(StarRecord).as_of(self.as_of, self.known_at), shapes.StarsSerializer)

    @extend_schema(responses={201: shapes.OrgSerializer})
    @action(detail=False, methods=["post"])
    def single(self, request: Any) -> Response:
        """Form a unit's own organization."""
        given = self.validated()
        org = services.form_single(unit=given["unit"], founding=_founding(given), by=self.principal)
        return self.respond(org, status=201)

    @extend_schema(responses={201: shapes.OrgSerializer})
    @action(detail=False, methods=["post"])
    def joint(self, request: Any) -> Response:
        """Form a joint organization."""
        given = self.validated()
        org = services.form_joint(units=given["units"], founding=_founding(given), by=self.principal)
        return self.respond(org, status=201)

    @extend_schema(responses={201: shapes.OrgSerializer})
    @action(detail=False, methods=["post"])
    def regional(self, request: Any) -> Response:
        """Form a regional organization with its grids."""
        given = self.validated()
        org = services.form_regional(
            founding=_founding(given), kind=given["kind"], formal=given["formal"], areas=given.get("areas", []),
            by=self.principal,
        )  # fmt: skip
        return self.respond(org, status=201)

    @extend_schema(responses={201: shapes.CoverageSerializer})
    @action(detail=True, methods=["post"])
    def join(self, request: Any, pk: str) -> Response:
        """Let a unit be covered."""
        org, given = self.org(), self.validated()
        acts = {"affiliated": services.affiliate, "relying": services.rely}
        act = acts.get(given.pop("mode", ""), services.join)
        row = act(org=org, by=self.principal, **given)
        row.refresh_from_db()
        return Response(shapes.CoverageSerializer(row).data, status=201)

    @extend_schema(responses=shapes.OrgSerializer)
    @action(detail=True, methods=["post"])
    def leave(self, request: Any, pk: str) -> Response:
        """Let a unit leave."""
        org = self.org()
        services.leave(org=org, by=self.principal, **self.validated())
        return self.respond(org)

    @extend_schema(responses=shapes.OrgSerializer)
    @action(detail=True, methods=["post"])
    def revoke(self, request: Any, pk: str) -> Response:
        """Revoke the organization."""
        org, approval = self.org(), services.Approval(**self.validated())
        return self.respond(services.revoke(org=org, approval=approval, by=self.principal, version=org.version))

    @extend_schema(responses={201: shapes.PostSerializer})
    @action(detail=True, methods=["post"])
    def appoint(self, request: Any, pk: str) -> Response:
        """Appoint a person to a post."""
        post = services.appoint(org=self.org(), by=self.principal, **self.validated())
        post.refresh_from_db()
        return Response(shapes.PostSerializer(post).data, status=201)

    @extend_schema(responses={201: shapes.TermSerializer})
    @action(detail=True, methods=["post"])
    def elect(self, request: Any, pk: str) -> Response:
        """Record an election."""
        term = services.elect(org=self.org(), election=services.Election(**self.validated()), by=self.principal)
        return Response(shapes.TermSerializer(term).data, status=201)

    @extend_schema(responses={201: shapes.StarsSerializer})
    @action(detail=True, methods=["post"])
    def rate(self, request: Any, pk: str) -> Response:
        """Give stars."""
        row = services.give_stars(org=self.org(), by=self.principal, **self.validated())
        row.refresh_from_db()
        return Response(shapes.StarsSerializer(row).data, status=201)


def _founding(given: dict[str, Any]) -> services.Founding:
    return services.Founding(**shapes.founding_values(given))
