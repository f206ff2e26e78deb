"""How organizations and what belongs to them are shown, and what acts take."""

from typing import Any

from rest_framework import serializers

from access.api.serializers import PeriodField, ScopedRelatedField, StrictModelSerializer, StrictSerializer
from access.models import Area, Person
from enterprises.models import Unit
from orgs.choices import FormationMode, OrgNature, OrgType, PostKind, RegionalKind, SecretarySource, Star
from orgs.models import Coverage, LifeEvent, PartyOrg, Post, StarRecord, Term

FORM, COVER = "orgs.form_org", "orgs.cover_unit"


class OrgSerializer(StrictModelSerializer):
    """An organization."""

    class Meta:
        model = PartyOrg
        fields = (
            "id", "name", "org_type", "nature", "form", "regional_kind", "area", "line_code", "parent",
            "managing_body", "founded_on", "ended_on", "version",
        )  # fmt: skip


class CoverageSerializer(StrictModelSerializer):
    """A unit that the organization covers."""

    valid = PeriodField()

    class Meta:
        model = Coverage
        fields = ("id", "unit", "org", "mode", "valid", "end_reason", "recorded_at", "superseded_at")


class PostSerializer(StrictModelSerializer):
    """A post and who holds it."""

    valid = PeriodField()

    class Meta:
        model = Post
        fields = ("id", "person", "kind", "secretary_source", "is_owner", "cross_post", "valid", "ended_reason")


class TermSerializer(StrictModelSerializer):
    """A term of office."""

    class Meta:
        model = Term
        fields = (
            "id", "number", "elected_on", "ends_on", "entitled", "present", "elected", "approval_no",
            "extended_until", "closed_on",
        )  # fmt: skip


class EventSerializer(StrictModelSerializer):
    """An event of an organization's life."""

    class Meta:
        model = LifeEvent
        fields = ("id", "kind", "on", "approval_no", "approved_by", "other", "reverses", "recorded_at")


class StarsSerializer(StrictModelSerializer):
    """Stars over a period."""

    valid = PeriodField()

    class Meta:
        model = StarRecord
        fields = ("id", "stars", "year", "approval_no", "valid")


class FoundingInput(StrictSerializer):
    """What the reply of approval says."""

    name = serializers.CharField(max_length=120)
    on = serializers.DateField()
    org_type = serializers.ChoiceField(OrgType.choices, default=OrgType.BRANCH)
    nature = serializers.ChoiceField(OrgNature.choices, default=OrgNature.REGULAR)
    parent = ScopedRelatedField(model=PartyOrg, permission="orgs.view_org", required=False, allow_null=True)
    area = ScopedRelatedField(model=Area, permission="access.view_area", required=False, allow_null=True)
    approval_no = serializers.CharField(max_length=60)
    reason = serializers.CharField(max_length=200, required=False, allow_blank=True)


class SingleInput(FoundingInput):
    """A unit's own organization."""

    unit = ScopedRelatedField(model=Unit, permission=COVER)


class JointInput(FoundingInput):
    """A joint organization of units."""

    units = serializers.ListField(child=ScopedRelatedField(model=Unit, permission=COVER), max_length=50)


class RegionalInput(FoundingInput):
    """A regional organization with its grids."""

    kind = serializers.ChoiceField(RegionalKind.choices)
    formal = serializers.IntegerField(min_value=0, max_value=9999)
    areas = serializers.ListField(
        child=ScopedRelatedField(model=Area, permission="access.view_area"), required=False, max_length=500
    )


class JoinInput(StrictSerializer):
    """A unit that comes to be covered; without ``mode`` in the organization's own way."""

    unit = ScopedRelatedField(model=Unit, permission=COVER)
    mode = serializers.ChoiceField(
        [(m.value, m.label) for m in (FormationMode.AFFILIATED, FormationMode.RELYING)], required=False
    )
    on = serializers.DateField()
    reason = serializers.CharField(max_length=200, required=False, allow_blank=True)


class LeaveInput(StrictSerializer):
    """A unit that leaves."""

    unit = ScopedRelatedField(model=Unit, permission=COVER)
    on = serializers.DateField()
    reason = serializers.CharField(max_length=200)


class RevokeInput(StrictSerializer):
    """The approval of the end."""

    on = serializers.DateField()
    approval_no = serializers.CharField(max_length=60)
    reason = serializers.CharField(max_length=200)


class AppointInput(StrictSerializer):
    """A person who takes a post."""

    person = ScopedRelatedField(model=Person, permission="access.view_person")
    kind = serializers.ChoiceField(PostKind.choices)
    on = serializers.DateField()
    secretary_source = serializers.ChoiceField(SecretarySource.choices, required=False, allow_blank=True)
    is_formal_member = serializers.BooleanField(required=False, default=True)
    cross_post = serializers.CharField(max_length=80, required=False, allow_blank=True)
    approval_no = serializers.CharField(max_length=60, required=False, allow_blank=True)


class ElectInput(StrictSerializer):
    """The report of an election."""

    on = serializers.DateField()
    entitled = serializers.IntegerField(min_value=1, max_value=32767, required=False, allow_null=True)
    present = serializers.IntegerField(min_value=0, max_value=32767, required=False, allow_null=True)
    elected = serializers.IntegerField(min_value=0, max_value=32767, required=False, allow_null=True)
    approval_no = serializers.CharField(max_length=60, required=False, allow_blank=True)


class StarsInput(StrictSerializer):
    """Stars of a day."""

    stars = serializers.ChoiceField(Star.choices)
    on = serializers.DateField()
    approval_no = serializers.CharField(max_length=60, required=False, allow_blank=True)


def founding_values(given: dict[str, Any]) -> dict[str, Any]:
    """Return the parts of an input that belong to the founding."""
    return {name: given[name] for name in FoundingInput().fields if name in given}
