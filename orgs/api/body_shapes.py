"""How the work of bodies is shown, and what its acts take."""

from rest_framework import serializers

from access.api.serializers import PeriodField, ScopedRelatedField, StrictModelSerializer, StrictSerializer
from access.models import Body, Person
from orgs.choices import BodyPostKind, MeetingKind, TaskSource
from orgs.models import BodyMeeting, BodyMember, BodyPost, BodyTask, MeetingBody, TaskEntry
from orgs.rules.bodies import KEEP

MOST_BODIES = 200


class BodyMemberSerializer(StrictModelSerializer):
    """A member unit over a period."""

    valid = PeriodField()

    class Meta:
        model = BodyMember
        fields = ("id", "committee", "member", "duties", "document", "valid")


class BodyPostSerializer(StrictModelSerializer):
    """A person's duty in a body over a period."""

    valid = PeriodField()

    class Meta:
        model = BodyPost
        fields = ("id", "body", "person", "kind", "department", "valid")


class BodyMeetingSerializer(StrictModelSerializer):
    """A meeting."""

    class Meta:
        model = BodyMeeting
        fields = ("id", "body", "kind", "held_on", "topic", "agenda")


class MeetingBodySerializer(StrictModelSerializer):
    """A body that took part in a meeting."""

    class Meta:
        model = MeetingBody
        fields = ("id", "body")


class BodyTaskSerializer(StrictModelSerializer):
    """A task; a decision names its meeting, a target its letter."""

    owner_body = serializers.PrimaryKeyRelatedField(source="owner", read_only=True)

    class Meta:
        model = BodyTask
        fields = (
            "id", "issuer", "owner_body", "person", "source", "meeting", "letter", "basis", "title", "given_on", "due_on", "state",
            "version",
        )  # fmt: skip


class TaskEntrySerializer(StrictModelSerializer):
    """A step in the log of a task."""

    class Meta:
        model = TaskEntry
        fields = ("id", "step", "on", "text")


class MemberUnitInput(StrictSerializer):
    """A member unit from a day on."""

    committee = ScopedRelatedField(model=Body, permission=KEEP)
    member = ScopedRelatedField(model=Body, permission=KEEP)
    on = serializers.DateField()
    duties = serializers.CharField(max_length=500, required=False, allow_blank=True)
    document = serializers.CharField(max_length=120, required=False, allow_blank=True)


class BodyPostInput(StrictSerializer):
    """A duty from a day on."""

    body = ScopedRelatedField(model=Body, permission=KEEP)
    person = ScopedRelatedField(model=Person, permission="access.view_person")
    kind = serializers.ChoiceField(BodyPostKind.choices)
    department = serializers.CharField(max_length=120, required=False, allow_blank=True)
    on = serializers.DateField()


class MeetingInput(StrictSerializer):
    """A meeting that was held."""

    body = ScopedRelatedField(model=Body, permission=KEEP)
    kind = serializers.ChoiceField(MeetingKind.choices)
    on = serializers.DateField()
    topic = serializers.CharField(max_length=200)
    agenda = serializers.CharField(max_length=2000, required=False, allow_blank=True)
    participants = serializers.ListField(
        child=ScopedRelatedField(model=Body, permission=KEEP), max_length=MOST_BODIES, required=False
    )


class BodyTaskInput(StrictSerializer):
    """A task; a decision names its meeting."""

    issuer = ScopedRelatedField(model=Body, permission=KEEP)
    owner_body = ScopedRelatedField(model=Body, permission=KEEP, source="owner")
    person = ScopedRelatedField(model=Person, permission="access.view_person", required=False, allow_null=True)
    source = serializers.ChoiceField(TaskSource.choices)
    meeting = ScopedRelatedField(model=BodyMeeting, permission=KEEP, required=False, allow_null=True)
    basis = serializers.CharField(max_length=120, required=False, allow_blank=True)
    title = serializers.CharField(max_length=200)
    due_on = serializers.DateField()


class WordsInput(StrictSerializer):
    """A step with its words."""

    text = serializers.CharField(max_length=500)


class MaybeWordsInput(StrictSerializer):
    """A step whose words may be left out."""

    text = serializers.CharField(max_length=500, required=False, allow_blank=True)


class BodyEndInput(StrictSerializer):
    """The day on which something ends."""

    on = serializers.DateField()
