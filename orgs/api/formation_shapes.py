"""How formation cases and applications are shown, and what acts on them take."""

from rest_framework import serializers

from access.api.serializers import ScopedRelatedField, StrictModelSerializer, StrictSerializer
from access.models import Body, Person
from orgs.choices import FormationMode, Obstacle, OrgNature, OrgType, PostKind, SecretarySource
from orgs.models import Application, FormationCase, PartyOrg

APPLY = "orgs.apply_formation"


class CaseSerializer(StrictModelSerializer):
    """A unit that ought to be organized, its plan, and the proof of its cancelled ticket."""

    class Meta:
        model = FormationCase
        fields = (
            "id", "unit", "listed_on", "origin", "former", "status", "obstacle", "form", "leader", "leader_post",
            "instructor", "due_on", "measures", "application", "coverage", "cleared_on", "cleared_no", "lapsed_on", "version",
        )  # fmt: skip


class ApplicationSerializer(StrictModelSerializer):
    """An application for an organization with what its steps brought."""

    class Meta:
        model = Application
        fields = (
            "id", "area", "name", "form", "org_type", "nature", "parent", "size", "reason", "secretary", "stage",
            "submitted_on", "decided_on", "approval_no", "approved_by", "elected_on", "entitled", "present", "filed_on",
            "filing_no", "org", "version",
        )  # fmt: skip


class MeasureInput(StrictSerializer):
    """A measure of a plan."""

    text = serializers.CharField(max_length=200)
    due_on = serializers.DateField()
    done_on = serializers.DateField(required=False, allow_null=True, default=None)


class PlanInput(StrictSerializer):
    """What a plan says (一企一策)."""

    obstacle = serializers.ChoiceField(choices=Obstacle.choices)
    form = serializers.ChoiceField(choices=FormationMode.choices)
    leader = serializers.CharField(max_length=60)
    due_on = serializers.DateField()
    leader_post = serializers.CharField(max_length=80, required=False, default="")
    instructor = serializers.CharField(max_length=60, required=False, default="")
    measures = MeasureInput(many=True, required=False, default=list, max_length=20)


class ClearInput(StrictSerializer):
    """What cancelling a ticket takes (销号)."""

    number = serializers.CharField(max_length=60)
    on = serializers.DateField()


class AmendInput(StrictSerializer):
    """What an application asks for instead (修改请示); its units and form stay."""

    name = serializers.CharField(max_length=120)
    org_type = serializers.ChoiceField(choices=OrgType.choices, required=False, default=OrgType.BRANCH)
    nature = serializers.ChoiceField(choices=OrgNature.choices, required=False, default=OrgNature.REGULAR)
    parent = ScopedRelatedField(
        model=PartyOrg, permission="orgs.view_org", required=False, allow_null=True, default=None
    )
    reason = serializers.CharField(max_length=500, required=False, default="")
    secretary = serializers.CharField(max_length=60, required=False, default="")


class DraftInput(AmendInput):
    """What an application asks for (组建请示)."""

    cases = ScopedRelatedField(model=FormationCase, permission=APPLY, many=True)
    form = serializers.ChoiceField(choices=FormationMode.choices)


class DayInput(StrictSerializer):
    """The day of a step."""

    on = serializers.DateField()


class ReasonInput(DayInput):
    """The day of a step, and why."""

    reason = serializers.CharField(max_length=200)


class ReplyInput(DayInput):
    """The reply (批复)."""

    approval_no = serializers.CharField(max_length=60)
    approved_by = ScopedRelatedField(model=Body, permission="access.view_body")


class ElectedInput(StrictSerializer):
    """One elected person; a secretary with the source."""

    kind = serializers.ChoiceField(choices=PostKind.choices)
    person = ScopedRelatedField(model=Person, permission="access.view_person")
    secretary_source = serializers.ChoiceField(choices=SecretarySource.choices, required=False, default="")


class ResultInput(DayInput):
    """The report of the founding meeting (选举结果报告); counts are persons with the right to vote."""

    entitled = serializers.IntegerField(min_value=1, max_value=32767)
    present = serializers.IntegerField(min_value=0, max_value=32767)
    elected = ElectedInput(many=True, allow_empty=False, max_length=30)


class FileInput(DayInput):
    """The filing (备案)."""

    number = serializers.CharField(max_length=60, required=False, default="")
