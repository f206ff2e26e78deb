"""How plans of formation and neighbouring areas are shown, and what acts on them take."""

from rest_framework import serializers

from access.api.serializers import PeriodField, ScopedRelatedField, StrictModelSerializer, StrictSerializer
from access.models import Area
from enterprises.models import Unit
from orgs.models import AreaAdjacency, PlanDraft, PlanLine
from orgs.services.planner.facts import MOST_JOINT, PLAN, PLANNED_THRESHOLDS, REACHES

MOST_UNITS = 200  # named at once
MOST_PARTS = 1_000


class PlanSerializer(StrictModelSerializer):
    """A plan: ``steps`` are objective, value and proved bound; ``groups`` are counted from 0."""

    class Meta:
        model = PlanDraft
        fields = (
            "id", "area", "is_picked", "base", "state", "facts_on", "limits", "groups", "steps", "hand_moves",
            "accepted_on", "made_at", "version",
        )  # fmt: skip


class PlanLineSerializer(StrictModelSerializer):
    """What a plan proposes for one unit."""

    class Meta:
        model = PlanLine
        fields = (
            "id", "unit", "community", "industry", "formal", "members", "turning", "place", "number", "is_moved",
            "accepted_on",
        )  # fmt: skip


class PlanAskInput(StrictSerializer):
    """An area, and when only some of its units are planned, which."""

    area = ScopedRelatedField(model=Area, permission="access.view_area")
    units = serializers.ListField(
        child=ScopedRelatedField(model=Unit, permission=PLAN), required=False, default=list, max_length=MOST_UNITS
    )


class TrialInput(StrictSerializer):
    """Other limits: formal members to stand alone, units of a joint branch, borders of communities that it may cross."""

    min_formal_members = serializers.ChoiceField(choices=PLANNED_THRESHOLDS, required=False)
    joint_max_units = serializers.IntegerField(min_value=2, max_value=MOST_JOINT, required=False)
    reach = serializers.ChoiceField(choices=REACHES, required=False)


class PlanJobSerializer(StrictSerializer):
    """The job that makes a plan of many units; the plan is in the list when it has ended."""

    job = serializers.IntegerField(read_only=True)


class MoveInput(StrictSerializer):
    """Units, and where they go: the number of a group, ``new`` or ``regional``."""

    units = serializers.ListField(child=serializers.IntegerField(min_value=1), min_length=1, max_length=MOST_UNITS)
    target = serializers.CharField(max_length=10)
    reason = serializers.CharField(max_length=500, required=False, allow_blank=True)


class AcceptInput(StrictSerializer):
    """Parts: ``all``, or ``single:`` with a unit, ``group:`` with a number, ``regional:`` with a community."""

    parts = serializers.ListField(child=serializers.CharField(max_length=40), min_length=1, max_length=MOST_PARTS)


class UnitAsked(StrictSerializer):
    """The unit of a plan that is to be explained."""

    unit = serializers.IntegerField(min_value=1, max_value=10**18 - 1)


class PlanAlternativeSerializer(StrictSerializer):
    """Another place for a unit: a group by number, or the regional branch (null); what the plan costs more with it there."""

    group = serializers.IntegerField(allow_null=True)
    cost = serializers.DictField(child=serializers.IntegerField())
    allowed = serializers.BooleanField()
    refusals = serializers.ListField(child=serializers.CharField())
    warnings = serializers.ListField(child=serializers.CharField())


class PlanExplanationSerializer(StrictSerializer):
    """Why a unit is proposed what it is; ``short`` are formal members that it lacks to stand alone."""

    unit = serializers.IntegerField()
    proposal = serializers.CharField()
    group = serializers.IntegerField(allow_null=True)
    short = serializers.IntegerField()
    ripe_on = serializers.DateField(allow_null=True)
    alternatives = PlanAlternativeSerializer(many=True)


class PlanFiguresSerializer(StrictSerializer):
    """One figure of a trial beside that of the plan it is compared with."""

    figure = serializers.CharField()
    trial = serializers.IntegerField()
    plan = serializers.IntegerField()


class PlanComparisonSerializer(StrictSerializer):
    """The figures of a trial beside those of its plan; none of a plan that is no trial."""

    figures = PlanFiguresSerializer(many=True)


class NeighbourSerializer(StrictModelSerializer):
    """Two areas that are neighbours over a period."""

    valid = PeriodField()

    class Meta:
        model = AreaAdjacency
        fields = ("id", "area", "other", "valid", "origin")


class NeighbourInput(StrictSerializer):
    """Two areas that are neighbours from a day on."""

    area = ScopedRelatedField(model=Area, permission="access.view_area")
    other = ScopedRelatedField(model=Area, permission="access.view_area")
    on = serializers.DateField()
    origin = serializers.CharField(max_length=120, required=False, default="", allow_blank=True)


class NeighbourEndInput(StrictSerializer):
    """The day from which two areas are no longer neighbours."""

    on = serializers.DateField()
