"""What the endpoints of instructors show and take."""

from rest_framework import serializers

from access.api.serializers import PeriodField, ScopedRelatedField, StrictModelSerializer, StrictSerializer
from access.models import Area
from enterprises.models import Unit
from instructors.choices import DispatchEndReason, Step
from instructors.models import Dispatch, Instructor, Letter, SelectionStep, Training
from orgs.models import PartyOrg

REVIEWS = (Step.PASS_FIRST, Step.PASS_SECOND, Step.RETURN, Step.REJECT)


class InstructorSerializer(StrictModelSerializer):
    """The file of an instructor as lists show it."""

    class Meta:
        model = Instructor
        fields = (
            "id", "name", "person", "area", "committee", "kind", "origin", "department", "post", "expertise",
            "is_formal_member", "stage", "applied_on", "version",
        )  # fmt: skip


class StepSerializer(StrictModelSerializer):
    """One act on the file."""

    class Meta:
        model = SelectionStep
        fields = ("id", "step", "from_stage", "to_stage", "on", "opinion", "actor_name", "recorded_at")


class TrainingSerializer(StrictModelSerializer):
    """One training attended."""

    class Meta:
        model = Training
        fields = ("id", "held_on", "hours", "topic", "has_passed")


class LetterSerializer(StrictModelSerializer):
    """One letter of appointment."""

    valid = PeriodField()

    class Meta:
        model = Letter
        fields = ("id", "number", "valid", "issued_on", "revoked_on", "revoked_because")


class DispatchSerializer(StrictModelSerializer):
    """A dispatch; ``key`` stays the same when it is ended, ``id`` does not."""

    valid = PeriodField()

    class Meta:
        model = Dispatch
        fields = (
            "id", "key", "instructor", "letter", "unit", "org", "grid", "valid", "load_reason", "ended_reason",
            "ended_note", "recorded_at",
        )  # fmt: skip


class ReviewInput(StrictSerializer):
    """What a review takes."""

    step = serializers.ChoiceField(choices=[(step.value, step.label) for step in REVIEWS])
    opinion = serializers.CharField(max_length=1000, allow_blank=True, default="")


class DispatchInput(StrictSerializer):
    """What a dispatch takes: exactly one target, a period inside the letter, a reason where the load is heavy."""

    unit = ScopedRelatedField(model=Unit, permission="enterprises.view_unit", required=False)
    org = ScopedRelatedField(model=PartyOrg, permission="orgs.view_org", required=False)
    grid = ScopedRelatedField(model=Area, permission="access.view_area", required=False)
    since = serializers.DateField()
    until = serializers.DateField(required=False, allow_null=True, default=None)
    reason = serializers.CharField(max_length=200, allow_blank=True, default="")

    def validate(self, attrs: dict) -> dict:
        """Fold the three targets into one.

        Raises:
            ValidationError: none, or more than one.
        """
        given = [attrs.pop(name) for name in ("unit", "org", "grid") if name in attrs]
        if len(given) != 1:
            message = Dispatch._meta.constraints[0].violation_error_message
            raise serializers.ValidationError(message, code="one_target")
        return {**attrs, "target": given[0]}


class EndInput(StrictSerializer):
    """What ending a dispatch takes."""

    on = serializers.DateField()
    reason = serializers.ChoiceField(choices=DispatchEndReason)
    note = serializers.CharField(max_length=200, allow_blank=True, default="")
