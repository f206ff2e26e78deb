"""Pages of extra questions (补充问题): which are asked, adding one, retiring one."""

from typing import Any

from django.forms import Form
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from access import policy
from access.doors import Door
from access.views.generic import DoorMixin
from enterprises import forms, services
from enterprises.models import Question
from enterprises.queries import answers
from enterprises.views.acts import RegisterActView

DESIGN = "enterprises.design_questions"


class QuestionsView(DoorMixin, TemplateView):
    """Every question, those that are still asked first."""

    door = Door("enterprises.view_unit")
    template_name = "enterprises/questions.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Read the questions."""
        rows = sorted(answers.with_conditions(), key=lambda row: row.retired_on is not None)
        return super().get_context_data(rows=rows, may_design=policy.can(self.principal, DESIGN), **kwargs)


class DesignView(RegisterActView):
    """Add a question; one that means what is asked already is refused and the other named."""

    door = Door(DESIGN)
    form_class = forms.QuestionForm
    template_name = "enterprises/question.html"
    heading = gettext_lazy("新增补充问题")
    success_message = gettext_lazy("已新增，走访表、台账和接口随即可用。")

    def perform(self, form: Form) -> str:
        """Design."""
        services.design_question(on=self.today, by=self.principal, **form.parts())
        return reverse("enterprises:questions")


class RetireView(RegisterActView):
    """Ask a question no longer."""

    door = Door(DESIGN)
    form_class = forms.RetireForm
    template_name = "enterprises/question.html"
    heading = gettext_lazy("停用补充问题")
    submit = gettext_lazy("停用")
    success_message = gettext_lazy("已停用，已有回答保留。")

    @cached_property
    def question(self) -> Question:
        """Return the question of the address."""
        return get_object_or_404(Question, pk=self.kwargs["pk"])

    def get_initial(self) -> dict[str, Any]:
        """Begin with today."""
        return {"on": self.today}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the question."""
        return super().get_context_data(question=self.question, **kwargs)

    def perform(self, form: Form) -> str:
        """Retire."""
        services.retire_question(question=self.question, on=form.cleaned_data["on"], by=self.principal)
        return reverse("enterprises:questions")
