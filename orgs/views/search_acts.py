"""Acts of the double search (双找): one page and one service each."""

from typing import Any, ClassVar

from django.forms import Form
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from access.doors import Door
from access.forms.areas import areas_of
from access.models import Area, Body
from access.principals import Principal
from access.views.acts import TitledActView
from orgs.choices import SearchMethod, SearchResult
from orgs.forms import searching as forms
from orgs.models import PartyOrg, SearchTarget
from orgs.queries import searching as reads
from orgs.services import searching as acts
from orgs.views.acts import RuledAct

KEEP = reads.KEEP


def own_org(principal: Principal) -> int | None:
    """Return the organization of a secretary, who keeps one and answers for no area."""
    if areas_of(principal, KEEP).exists():
        return None
    found = list(PartyOrg.objects.visible_to(principal, KEEP).order_by("pk").values_list("pk", flat=True)[:2])
    return found[0] if len(found) == 1 else None


class NewAct(TitledActView):
    """An act that makes a new row; the address may name place or organization."""

    door = Door(KEEP)
    template_name = "orgs/act.html"
    rule: ClassVar[Any] = ""
    home: ClassVar[str] = "orgs:search"

    def about(self) -> str:
        """Name the list to which the new row belongs."""
        return str(_("双找"))

    def back(self) -> str:
        """Return to the list."""
        return reverse(self.home)

    def get_initial(self) -> dict[str, Any]:
        """Begin with today, and with the place or organization of the address."""
        given = {name: self.request.GET[name] for name in ("org", "area") if self.request.GET.get(name, "").isdecimal()}
        return {"on": self.today, **given}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the rule."""
        return super().get_context_data(rule=self.rule, **kwargs)


class ListTarget(NewAct):
    """Somebody to look for."""

    form_class = forms.ListForm
    title = _("列入查找")
    submit = _("保存")
    rule = _("列入后再确定由哪个党组织、哪名党员或干部承包查找。")
    success_message = _("已列入查找。")

    def get_initial(self) -> dict[str, Any]:
        """Fill in the one organization that a secretary keeps, or the place that an officer answers for."""
        given = super().get_initial()
        if not {"org", "area"} & given.keys():
            own = own_org(self.principal)
            first: Area | None = None if own else areas_of(self.principal, KEEP).first()
            given |= {"org": own} if own else {"area": first.pk if first else None}
        return given

    def perform(self, form: Form) -> Any:
        """List."""
        return acts.list_target(listed=form.listed(), on=form.cleaned_data["on"], by=self.principal)


class TargetAct(RuledAct):
    """An act on the target of the address."""

    model = SearchTarget
    door = Door(KEEP)


class ContractTarget(TargetAct):
    """Who looks."""

    form_class = forms.ContractForm
    title = _("确定承包")
    rule = _("两承包：每名查找对象由一个党组织承包，同时由一名党员或干部承包。")
    success_message = _("承包已登记。")

    def get_initial(self) -> dict[str, Any]:
        """Begin with who looks now."""
        org = self.row.org_id or own_org(self.principal)
        return {"on": self.today, "org": org, "member": self.row.contractor_id, "officer": self.row.officer}

    def perform(self, form: Form) -> Any:
        """Contract."""
        return acts.contract_target(
            target=self.row, contract=form.contract(), on=form.cleaned_data["on"], by=self.principal
        )


class Look(TargetAct):
    """One look."""

    form_class = forms.LookForm
    title = _("登记查找情况")
    submit = _("保存")
    rule = _("三查：电话联系卡、退休职工档案、失业人员登记；三找：亲属、朋友、老邻居。")
    success_message = _("查找情况已登记。")

    def get_initial(self) -> dict[str, Any]:
        """Begin with today and the first of the six ways that nobody has tried."""
        tried = acts.tried(self.row)
        left = next((way.value for way in SearchMethod if way.value not in tried), SearchMethod.VISIT.value)
        return {"on": self.today, "method": left, "result": SearchResult.NOTHING.value}

    def perform(self, form: Form) -> Any:
        """Record it."""
        given = form.cleaned_data
        method, result = SearchMethod(given["method"]), SearchResult(given["result"])
        return acts.look(
            target=self.row, method=method, result=result, on=given["on"], note=given["note"], by=self.principal
        )


class Find(TargetAct):
    """Found."""

    form_class = forms.FindForm
    title = _("登记已找到")
    submit = _("保存")
    success_message = _("已登记找到，请接着落实组织关系。")

    def perform(self, form: Form) -> Any:
        """Record it."""
        return acts.find(target=self.row, found=form.found(), on=form.cleaned_data["on"], by=self.principal)


class GiveUp(TargetAct):
    """Not found."""

    form_class = forms.GiveUpForm
    title = _("登记未找到")
    submit = _("保存")
    rule = _("三查三找都试过仍未找到的，登记未找到；以后有新线索可以继续查找。")
    success_message = _("已登记未找到。")

    def perform(self, form: Form) -> Any:
        """Record it."""
        return acts.give_up(target=self.row, by=self.principal, **form.cleaned_data)


class Withdraw(TargetAct):
    """Not to be looked for."""

    form_class = forms.ReasonForm
    title, danger = _("撤销查找"), True
    rule = _("重复列入、不是党员或已去世的，撤销查找；已登记的情况保留。")
    success_message = _("查找已撤销。")

    def perform(self, form: Form) -> Any:
        """Withdraw."""
        return acts.withdraw_target(target=self.row, by=self.principal, **form.cleaned_data)


class EnrolFound(TargetAct):
    """Onto the roster of the contracted organization."""

    form_class = forms.EnrolFoundForm
    title = _("登入名册")
    rule = _("登入承包党组织的名册；证件号码和手机号码只在名册中加密保存。以全国党员管理信息系统为准，这里只作登记。")
    success_message = _("已登入名册。")

    def perform(self, form: Form) -> Any:
        """Enrol."""
        return acts.enrol_found(target=self.row, by=self.principal, **form.given())


class LinkFound(TargetAct):
    """On the roster already."""

    form_class = forms.LinkForm
    title = _("已在名册中")
    submit = _("保存")
    rule = _("选择承包党组织名册中的这名党员；在其他党组织名册中的，先办理组织关系转接。")
    success_message = _("已与名册对应。")

    def perform(self, form: Form) -> Any:
        """Link."""
        return acts.link_found(target=self.row, by=self.principal, **form.cleaned_data)


class Stay(TargetAct):
    """The relation stays."""

    form_class = forms.StayForm
    title = _("关系不转")
    submit = _("保存")
    success_message = _("已登记。")

    def perform(self, form: Form) -> Any:
        """Record it."""
        return acts.stay(target=self.row, by=self.principal, **form.cleaned_data)


class Publish(NewAct):
    """One of the two publications."""

    form_class = forms.PublishForm
    title = _("登记公告或公开信")
    submit = _("保存")
    rule = _("两公开：发布一份公告、一封公开信；只登记形式、日期和发布范围。")
    success_message = _("已登记。")
    home = "orgs:search_notices"

    def get_initial(self) -> dict[str, Any]:
        """Begin with the one organization of a secretary, or with the body through which an officer acts."""
        own = None if "org" in self.request.GET else own_org(self.principal)
        bodies = Body.objects.at_home(self.principal, KEEP).filter(pk__in=[held.body_id for held in self.principal.held])
        first: Body | None = None if own else bodies.order_by("pk").first()
        return {**super().get_initial(), **({"org": own} if own else {}), "body": first.pk if first else None}

    def perform(self, form: Form) -> Any:
        """Record it."""
        acts.publish(publication=form.publication(), on=form.cleaned_data["on"], by=self.principal)
        return self.back()
