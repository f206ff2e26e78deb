"""Extra questions (补充问题) over REST: read, designed, retired; and the dated answers to them."""

import django_filters
from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from access.api.filters import ScopedChoiceFilter, StrictFilterSet
from access.api.serializers import PeriodField, StrictModelSerializer, StrictSerializer
from access.api.viewsets import ReadViewSet
from access.models import Area
from enterprises import services
from enterprises.choices import QuestionKind
from enterprises.models import AnswerFact, Question, Unit

VIEW, DESIGN = "enterprises.view_unit", "enterprises.design_questions"


class OptionSerializer(StrictSerializer):
    """One option: how it is kept, and how it reads."""

    value = serializers.CharField(max_length=30)
    label = serializers.CharField(max_length=60)


class OptionInput(StrictSerializer):
    """One option of a new question; a ``value`` that is left out is made of the label."""

    value = serializers.CharField(max_length=30, required=False)
    label = serializers.CharField(max_length=60)


class QuestionSerializer(StrictModelSerializer):
    """An extra question; ``shown_if`` says when it is asked."""

    options = OptionSerializer(many=True, read_only=True)
    synonyms = serializers.ListField(child=serializers.CharField(), read_only=True)
    shown_if = serializers.DictField(read_only=True)

    class Meta:
        model = Question
        fields = (
            "id", "code", "label", "kind", "options", "synonyms", "measure", "hint", "lowest", "highest", "shown_if", "order",
            "in_list", "created_on", "retired_on",
        )  # fmt: skip


class QuestionInput(StrictSerializer):
    """A new question; one that means what is asked already is refused with the known one named.

    A ``code`` that is left out is made of the label.
    """

    code = serializers.CharField(max_length=30, required=False)
    label = serializers.CharField(max_length=60)
    kind = serializers.ChoiceField(QuestionKind.choices)
    options = OptionInput(many=True, required=False)
    synonyms = serializers.ListField(child=serializers.CharField(max_length=60), required=False, max_length=20)
    measure = serializers.CharField(max_length=10, required=False, allow_blank=True)
    hint = serializers.CharField(max_length=200, required=False, allow_blank=True)
    lowest = serializers.DecimalField(max_digits=14, decimal_places=2, required=False, allow_null=True)
    highest = serializers.DecimalField(max_digits=14, decimal_places=2, required=False, allow_null=True)
    shown_if = serializers.DictField(required=False)
    in_list = serializers.BooleanField(required=False)

    def validate_options(self, value: list[dict[str, str]]) -> list[dict[str, str]]:
        """Return the options as they are stored."""
        return [dict(one) for one in value]


class RetireInput(StrictSerializer):
    """From which day on a question is asked no longer."""

    on = serializers.DateField()


class QuestionViewSet(ReadViewSet):
    """Extra questions (补充问题): read, design, retire."""

    model = Question
    serializer_class = QuestionSerializer
    doors = {"list": VIEW, "retrieve": VIEW, "create": DESIGN, "retire": DESIGN}
    inputs = {"create": QuestionInput, "retire": RetireInput}
    ordering_fields = ("id", "order")

    @extend_schema(responses={201: QuestionSerializer})
    def create(self, request: Request) -> Response:
        """Design a question (新增补充问题)."""
        return self.respond(services.design_question(on=self.today, by=self.principal, **self.validated()), status=201)

    @extend_schema(responses=QuestionSerializer)
    @action(detail=True, methods=["post"])
    def retire(self, request: Request, pk: str) -> Response:
        """Ask a question no longer (停用); its answers stay."""
        return self.respond(services.retire_question(question=self.get_object(), by=self.principal, **self.validated()))


class AnswerSerializer(StrictModelSerializer):
    """What a unit answered, for as long as it holds."""

    question_code = serializers.CharField(source="question.code", read_only=True)
    value = serializers.JSONField(read_only=True)
    valid = PeriodField()

    class Meta:
        model = AnswerFact
        fields = ("id", "unit", "question", "question_code", "value", "valid", "recorded_at", "source")


class AnswerFilters(StrictFilterSet):
    """Filters of answers."""

    unit = ScopedChoiceFilter(model=Unit, permission=VIEW)
    question = ScopedChoiceFilter(model=Question, permission=VIEW)
    code = django_filters.CharFilter(field_name="question__code", max_length=30)
    area = ScopedChoiceFilter(model=Area, permission="access.view_area", method="inside", label="in the area or below")

    class Meta:
        model = AnswerFact
        fields = ("unit", "question", "code", "area")

    def inside(self, queryset: QuerySet, name: str, area: Area) -> QuerySet:
        """Keep the answers of units in an area and below it."""
        return queryset.filter(area_path__gte=area.path, area_path__lt=area.path[:-1] + "/")


class AnswerViewSet(ReadViewSet):
    """Answers to extra questions (补充回答) as of a day."""

    model = AnswerFact
    serializer_class = AnswerSerializer
    filterset_class = AnswerFilters
    doors = {"list": VIEW, "retrieve": VIEW}
    dated = True

    def get_queryset(self) -> QuerySet:
        """Return the visible answers of the day, as known at the instant."""
        return super().get_queryset().as_of(self.as_of, self.known_at).select_related("question")
