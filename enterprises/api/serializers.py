"""How units, facts and visits are shown, and what acts on them take."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from access.api.serializers import PeriodField, ScopedRelatedField, StrictModelSerializer, StrictSerializer
from access.models import Area
from enterprises.choices import (
    BaseReason,
    ControllingCapital,
    FactSource,
    IndustrySection,
    MassOrgKind,
    NoCodeReason,
    OperatingStatus,
    RegistrationType,
    SocialKind,
    SocialPost,
    StatusReason,
    TalkKind,
    UnitKind,
    VisitOutcome,
)
from enterprises.models import Unit, Visit
from enterprises.queries import answers
from enterprises.services import Liaison, Survey
from enterprises.services.inputs import RELATIONS, SCALE, STAGES

MOST_WAN = {"max_digits": 14, "decimal_places": 2}


class UnitSerializer(StrictModelSerializer):
    """A unit: what identifies it and where it lies; what changes stands in its facts."""

    class Meta:
        model = Unit
        fields = (
            "id", "kind", "social_kind", "uscc", "no_code_reason", "name", "short_name", "registration_type",
            "controlling_capital", "is_outside_branch", "industry_section", "industry_class", "business",
            "is_qualified",
            "founded_on", "legal_rep_is_member", "owner_is_member", "address", "longitude", "latitude", "area",
            "managing_body", "line_code", "version",
        )  # fmt: skip


class UnitDetailSerializer(UnitSerializer):
    """A unit with its answers to extra questions as of the day, by the code of the question."""

    answers = serializers.SerializerMethodField()

    class Meta(UnitSerializer.Meta):
        fields = (*UnitSerializer.Meta.fields, "answers")

    @extend_schema_field({"type": "object", "additionalProperties": True})
    def get_answers(self, unit: Unit) -> dict[str, Any]:
        """Return the answers."""
        view = self.context["view"]
        return answers.of_unit(unit, view.principal, view.as_of, view.known_at)


class FactSerializer(StrictSerializer):
    """One dated fact of any subject; ``values`` differ by subject."""

    subject = serializers.ChoiceField(
        ["status", "placement", "managing", "scale", "members", "mass", "base", "liaison", "answers", "identity"]
    )
    values = serializers.DictField()
    valid = PeriodField()
    recorded_at = serializers.DateTimeField()
    superseded_at = serializers.DateTimeField(allow_null=True)
    source = serializers.CharField()


class FactsSerializer(StrictSerializer):
    """The facts of a unit on the day asked for."""

    results = FactSerializer(many=True)


class VisitSerializer(StrictModelSerializer):
    """A visit as it was registered."""

    talks = serializers.ListField(child=serializers.CharField(), read_only=True)
    changed = serializers.ListField(child=serializers.CharField(), read_only=True)
    confirmed = serializers.ListField(child=serializers.CharField(), read_only=True)

    class Meta:
        model = Visit
        fields = (
            "id", "client_uuid", "unit", "visited_on", "outcome", "talks", "changed", "confirmed", "note", "recorded_at",
        )  # fmt: skip


def _choice(choices: Any) -> serializers.ChoiceField:
    return serializers.ChoiceField(choices.choices, required=False, allow_blank=True)


def _text(length: int) -> serializers.CharField:
    return serializers.CharField(max_length=length, required=False, allow_blank=True)


def _flag() -> serializers.BooleanField:
    return serializers.BooleanField(required=False)


class IdentityInput(StrictSerializer):
    """What identifies and describes a unit; people by name, the telephone number in clear (it is never shown)."""

    uscc = _text(60)
    no_code_reason = _choice(NoCodeReason)
    name = serializers.CharField(max_length=120)
    short_name = _text(60)
    kind = serializers.ChoiceField(UnitKind.choices)
    social_kind = _choice(SocialKind)
    registration_type = _choice(RegistrationType)
    controlling_capital = _choice(ControllingCapital)
    is_outside_branch = _flag()
    industry_section = _choice(IndustrySection)
    industry_class = _text(4)
    business = _text(200)
    is_qualified = _flag()
    founded_on = serializers.DateField(required=False, allow_null=True)
    legal_rep = _text(60)
    legal_rep_is_member = _flag()
    owner = _text(60)
    owner_is_member = _flag()
    owner_posts = serializers.ListField(
        child=serializers.ChoiceField(SocialPost.choices), required=False, max_length=len(SocialPost)
    )
    contact_name = _text(60)
    contact_phone = _text(40)
    address = _text(200)
    longitude = serializers.DecimalField(max_digits=9, decimal_places=6, required=False, allow_null=True)
    latitude = serializers.DecimalField(max_digits=8, decimal_places=6, required=False, allow_null=True)

    def validate_owner_posts(self, value: list[str]) -> tuple[str, ...]:
        """Return the posts as identities hold them."""
        return tuple(value)


class AmendInput(IdentityInput):
    """The parts of a unit's identity that change, and from which day."""

    on = serializers.DateField(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **(kwargs | {"partial": True}))


class SurveyInput(StrictSerializer):
    """Counts of a unit; what is missing was not asked."""

    mass = serializers.DictField(child=serializers.BooleanField(), required=False)
    extra = serializers.DictField(child=serializers.JSONField(allow_null=True), required=False)

    def get_fields(self) -> dict[str, serializers.Field]:
        """Return one field per count."""
        found = super().get_fields()
        for name in ("staff", *STAGES, *RELATIONS):
            found[name] = serializers.IntegerField(required=False, allow_null=True)
        for name in SCALE[1:]:
            found[name] = serializers.DecimalField(**MOST_WAN, required=False, allow_null=True)
        return found

    def validate_mass(self, value: dict[str, bool]) -> dict[str, bool]:
        """Insist on known kinds.

        Raises:
            ValidationError: another key.
        """
        for kind in value:
            serializers.ChoiceField(MassOrgKind.choices).run_validation(kind)
        return value

    def to_internal_value(self, data: Any) -> Survey:
        """Return the survey."""
        return Survey(**super().to_internal_value(data))


class RegisterInput(IdentityInput):
    """A new unit, where it lies, since when, and its first counts."""

    area = ScopedRelatedField(model=Area, permission="access.view_area")
    on = serializers.DateField(required=False)
    survey = SurveyInput(required=False)
    same_name_confirmed = serializers.BooleanField(required=False, default=False)


class MoveInput(StrictSerializer):
    """Where a unit lies from a day on."""

    to = ScopedRelatedField(model=Area, permission="access.view_area")
    on = serializers.DateField()


class CloseInput(StrictSerializer):
    """How a unit left operation."""

    status = serializers.ChoiceField(OperatingStatus.choices)
    reason = serializers.ChoiceField(StatusReason.choices)
    on = serializers.DateField()


class ReopenInput(StrictSerializer):
    """That a unit operates again."""

    reason = serializers.ChoiceField(StatusReason.choices)
    on = serializers.DateField()


class BaseInput(StrictSerializer):
    """Whether a unit counts in the base, by review."""

    in_base = serializers.BooleanField()
    reason = serializers.ChoiceField(BaseReason.choices)
    on = serializers.DateField()


class LiaisonInput(StrictSerializer):
    """A liaison person; the telephone number in clear is never shown again."""

    name = serializers.CharField(max_length=60)
    phone = _text(40)
    post = _text(80)

    def to_internal_value(self, data: Any) -> Liaison:
        """Return the liaison person; a number left out stays as it is."""
        return Liaison(**{name: value for name, value in super().to_internal_value(data).items() if value})


class LiaisonAct(StrictSerializer):
    """Who is the liaison person from a day on."""

    liaison = LiaisonInput()
    on = serializers.DateField()


class EndLiaisonInput(StrictSerializer):
    """From which day there is no liaison person any more."""

    on = serializers.DateField()


class SurveyAct(StrictSerializer):
    """Counts of a unit from a day on."""

    answers = SurveyInput()
    on = serializers.DateField()
    source = serializers.ChoiceField(FactSource.choices, required=False)


class VisitInput(StrictSerializer):
    """A visit; ``client_uuid`` is made by the caller, so that sending twice stores once."""

    client_uuid = serializers.UUIDField()
    visited_on = serializers.DateField()
    outcome = serializers.ChoiceField(VisitOutcome.choices)
    answers = SurveyInput(required=False)
    liaison = LiaisonInput(required=False)
    talks = serializers.ListField(child=serializers.ChoiceField(TalkKind.choices), required=False, max_length=2)
    note = serializers.CharField(max_length=500, required=False, allow_blank=True)
    version = serializers.IntegerField(required=False, min_value=1)
    revisit_on = serializers.DateField(required=False, allow_null=True)
