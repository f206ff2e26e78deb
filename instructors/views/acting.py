"""Acts on a file, each a small form; the services decide."""

from typing import Any, ClassVar

from django.db.models import Model
from django.forms import Form
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from access.doors import Door
from access.services import people
from access.views.generic import ActView, visible_or_404
from instructors import services
from instructors.choices import Step
from instructors.forms import (
    AmendForm,
    ApplicationForm,
    CertifyForm,
    LeaveForm,
    OpinionForm,
    ReviewForm,
    TrainingForm,
)
from instructors.models import Instructor


class ApplyView(ActView):
    """A new application; kept as a draft, or handed in at once."""

    door = Door("instructors.apply_instructor")
    form_class = ApplicationForm
    template_name = "instructors/apply.html"
    success_message = _("申请已保存。")

    def perform(self, form: Form) -> Model:
        """Enter the person if new, open the file, hand it in unless it is a draft."""
        given, committee = form.cleaned_data, form.cleaned_data["committee"]
        person = given["person"] or people.register(
            name=given["new_name"],
            employer=given["new_employer"],
            area=committee.home,
            line_code=committee.line.code if committee.line else "",
            by=self.principal,
        )
        instructor = services.apply(
            person=person, committee=committee, on=self.today, by=self.principal, **form.values()
        )
        if "draft" not in self.request.POST:
            services.submit(instructor=instructor, on=self.today, by=self.principal)
        return instructor


class FileActView(ActView):
    """An act on one visible file; ``title`` and ``primary`` word the page."""

    template_name = "instructors/act.html"
    title: ClassVar[Any] = ""
    primary: ClassVar[Any] = _("确认")
    hint: ClassVar[Any] = ""
    tone: ClassVar[str] = "primary"

    @cached_property
    def instructor(self) -> Instructor:
        """Return the file of the address; invisible and absent answer alike."""
        rows = Instructor.objects.select_related("committee")
        return visible_or_404(rows, self.principal, self.door.permission, pk=self.kwargs["pk"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add whose file it is and how the page is worded."""
        words = {"title": self.title, "primary": self.primary, "hint": self.hint, "tone": self.tone}
        return super().get_context_data(instructor=self.instructor, **words, **kwargs)


class AmendView(FileActView):
    """Change a draft or returned application."""

    door = Door("instructors.apply_instructor")
    form_class = AmendForm
    title, primary = _("修改申请"), _("保存")

    def get_initial(self) -> dict[str, Any]:
        """Show what the application says now."""
        return AmendForm.initial_of(self.instructor)

    def perform(self, form: Form) -> Model:
        """Save the changes."""
        version = form.cleaned_data["version"] or 0
        return services.amend(instructor=self.instructor, by=self.principal, version=version, **form.values())


class SubmitView(FileActView):
    """Hand the application in."""

    door = Door("instructors.apply_instructor")
    form_class = OpinionForm
    title, primary = _("提出申请"), _("提出申请")
    hint = _("提出后由所在党委（党组）初审；审核期间不能修改。")
    success_message = _("申请已提交初审。")

    def perform(self, form: Form) -> Model:
        """Submit."""
        return services.submit(instructor=self.instructor, on=self.today, by=self.principal, **form.cleaned_data)


class ReviewView(FileActView):
    """A review: pass, return or reject."""

    form_class = ReviewForm
    primary = _("提交审核结果")
    passing: ClassVar[Step]

    def get_form_kwargs(self) -> dict[str, Any]:
        """Name the step that passes."""
        return {**super().get_form_kwargs(), "passing": self.passing}

    def perform(self, form: Form) -> Model:
        """Review."""
        given = form.cleaned_data
        services.review(
            instructor=self.instructor,
            step=Step(given["decision"]),
            on=self.today,
            by=self.principal,
            opinion=given["opinion"],
        )
        return self.instructor


class FirstReviewView(ReviewView):
    """The first review, by the applicant's own Party committee."""

    door = Door("instructors.review_first")
    title, passing = _("党委（党组）初审"), Step.PASS_FIRST
    hint = _("由申请人所在的党委（党组）初审；不能审核本人的申请。")


class SecondReviewView(ReviewView):
    """The second review, by the organization department."""

    door = Door("instructors.review_second")
    title, passing = _("组织部门复审"), Step.PASS_SECOND
    hint = _("复审与初审不能由同一人办理。")


class StartTrainingView(FileActView):
    """Take the applicant into the training."""

    door = Door("instructors.train")
    form_class = OpinionForm
    title, primary = _("组织岗前培训"), _("开始培训")

    def perform(self, form: Form) -> Model:
        """Start."""
        return services.start_training(
            instructor=self.instructor, on=self.today, by=self.principal, **form.cleaned_data
        )


class TrainingView(FileActView):
    """Record one training attended."""

    door = Door("instructors.train")
    form_class = TrainingForm
    title, primary = _("登记培训"), _("登记")
    success_message = _("培训已登记。")

    def get_form_kwargs(self) -> dict[str, Any]:
        """Tell the form what day it is."""
        return {**super().get_form_kwargs(), "today": self.today}

    def get_initial(self) -> dict[str, Any]:
        """Suggest today."""
        return {"held_on": self.today, "has_passed": True}

    def perform(self, form: Form) -> Model:
        """Record."""
        services.record_training(instructor=self.instructor, by=self.principal, **form.cleaned_data)
        return self.instructor


class CertifyView(FileActView):
    """Certify the training, or end the candidacy."""

    door = Door("instructors.train")
    form_class = CertifyForm
    title, primary = _("认定岗前培训"), _("提交结论")
    hint = _("未经岗前培训合格，不能发放聘书。")

    def perform(self, form: Form) -> Model:
        """Certify or reject."""
        given = {
            "instructor": self.instructor,
            "on": self.today,
            "by": self.principal,
            "opinion": form.cleaned_data["opinion"],
        }
        if form.cleaned_data["decision"] == Step.REJECT:
            services.review(step=Step.REJECT, **given)
        else:
            services.certify(**given)
        return self.instructor


class LeaveView(FileActView):
    """A way to leave."""

    form_class = LeaveForm
    tone = "danger"
    step: ClassVar[Step]

    def get_initial(self) -> dict[str, Any]:
        """Suggest today."""
        return {"on": self.today}

    def perform(self, form: Form) -> Model:
        """Leave."""
        return services.leave(instructor=self.instructor, step=self.step, by=self.principal, **form.cleaned_data)


class RecallView(LeaveView):
    """Recall (召回)."""

    door = Door("instructors.recall")
    title, primary, step = _("召回指导员"), _("召回"), Step.RECALL
    hint = _("召回须写明理由。派驻全部结束，聘书收回，可见范围同时收回。")


class EndView(LeaveView):
    """End of the term (届满)."""

    door = Door("instructors.recall")
    title, primary, step, tone = _("届满离任"), _("办理离任"), Step.END, "primary"


class ResignView(LeaveView):
    """Resignation (辞任)."""

    door = Door("instructors.resign")
    title, primary, step = _("办理辞任"), _("辞任"), Step.RESIGN
    hint = _("辞任须写明理由。派驻全部结束，聘书收回。")
