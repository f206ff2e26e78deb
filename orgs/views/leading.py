"""Acts on posts, terms and ratings of one organization."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Model
from django.forms import Form
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from access.doors import Door
from access.views.generic import visible_or_404
from orgs import services
from orgs.choices import RatingKind
from orgs.forms import acts as forms
from orgs.models import Post, RatingScheme
from orgs.views.acts import OrgAct


class Appoint(OrgAct):
    """A person takes a post."""

    door = Door("orgs.appoint_post")
    form_class = forms.AppointForm
    title = _("任命")
    rule = _("书记应当是正式党员；同一时间一名书记。出资人担任书记的自动标明。")
    success_message = _("已任命。")

    def perform(self, form: Form) -> Any:
        """Appoint."""
        services.appoint(**self.plain(form))
        return self.row


class Relieve(OrgAct):
    """A post ends."""

    door = Door("orgs.appoint_post")
    form_class = forms.RelieveForm
    title = _("免职")
    danger = True
    success_message = _("已免职。")

    @cached_property
    def post_row(self) -> Model:
        """Return the post of the address."""
        rows = Post.objects.filter(org=self.row).live()
        return visible_or_404(rows, self.principal, "orgs.view_org", pk=self.kwargs["post_pk"])

    def about(self) -> str:
        """Name organization and post."""
        return f"{self.row} · {self.post_row.get_kind_display()}"

    def perform(self, form: Form) -> Any:
        """Relieve."""
        services.relieve(post=self.post_row, by=self.principal, **form.cleaned_data)
        return self.row


class Elect(OrgAct):
    """An election."""

    door = Door("orgs.elect_term")
    form_class = forms.ElectForm
    title = _("登记换届选举")
    rule = _("党委任期5年，党总支、党支部任期3年；到会人数不少于应到会有选举权人数的五分之四。")
    success_message = _("选举已登记，新一届开始。")

    def foreseen(self, form: Form) -> ValidationError | None:
        """Judge the day and the numbers although something is missing yet."""
        given = {name: form.cleaned_data.get(name) for name in ("on", "entitled", "present")}
        return services.election_faults(self.row, **given, by=self.principal).refusal

    def perform(self, form: Form) -> Any:
        """Record it."""
        services.elect(org=self.row, election=form.election(), by=self.principal)
        return self.row


class Extend(OrgAct):
    """A later election."""

    door = Door("orgs.extend_term")
    form_class = forms.ExtendForm
    title = _("批准延期换届")
    rule = _("延期须经上级党组织批准，期限不超过1年。（《关于党的基层组织任期的意见》）")
    success_message = _("延期已批准。")

    def foreseen(self, form: Form) -> ValidationError | None:
        """Judge the day although something is missing yet."""
        return services.extension_faults(self.row, until=form.cleaned_data.get("until")).refusal

    def perform(self, form: Form) -> Any:
        """Extend."""
        services.extend(**self.plain(form))
        return self.row


class GiveStars(OrgAct):
    """Stars."""

    door = Door("orgs.rate_org")
    form_class = forms.StarsForm
    title = _("星级评定")
    rule = _("单独组建的党组织实行星级管理，一星至五星，一般两年一评。")
    success_message = _("星级已记录。")

    def perform(self, form: Form) -> Any:
        """Give them."""
        services.give_stars(**self.plain(form))
        return self.row


class Grade(OrgAct):
    """A grade of the year."""

    door = Door("orgs.grade_org")
    form_class = forms.GradeForm
    title = _("分类定级")
    success_message = _("定级已记录。")

    def get_form_kwargs(self) -> dict[str, Any]:
        """Offer the grades of the schemes in force above the organization."""
        above = [int(pk) for pk in self.row.area_path.strip(".").split(".")]
        schemes = RatingScheme.objects.filter(kind=RatingKind.GRADE, area__in=above, valid__contains=self.today)
        return {**super().get_form_kwargs(), "schemes": list(schemes)}

    def get_initial(self) -> dict[str, Any]:
        """Propose this year."""
        return {**super().get_initial(), "year": self.today.year}

    def perform(self, form: Form) -> Any:
        """Grade it."""
        scheme, key = form.chosen()
        services.grade(**{**self.plain(form), "scheme": scheme, "grade": key})
        return self.row


class NameDemonstration(OrgAct):
    """The title of demonstration point."""

    door = Door("orgs.rate_org")
    form_class = forms.DemonstrationForm
    title = _("确定示范点")
    rule = _("重点抓好四星级以上党组织的示范引领。")
    success_message = _("示范点已确定。")

    def perform(self, form: Form) -> Any:
        """Name it."""
        services.name_demonstration(**self.plain(form))
        return self.row


class WithdrawStars(OrgAct):
    """The stars are taken away."""

    door = Door("orgs.rate_org")
    form_class = forms.WithdrawForm
    title = _("取消星级")
    rule = _("从这一天起不再有星级；历史记录保留。")
    danger = True
    success_message = _("星级已取消。")

    def perform(self, form: Form) -> Any:
        """Take them."""
        services.withdraw_stars(**self.plain(form))
        return self.row


class WithdrawDemonstration(OrgAct):
    """The title of demonstration point is taken away."""

    door = Door("orgs.rate_org")
    form_class = forms.WithdrawForm
    title = _("取消示范点")
    rule = _("从这一天起不再是示范点；历史记录保留。")
    danger = True
    success_message = _("示范点已取消。")

    def perform(self, form: Form) -> Any:
        """Take it."""
        services.withdraw_demonstration(**self.plain(form))
        return self.row
