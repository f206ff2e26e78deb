"""Who may do what with subsidies; who acts in a step follows :mod:`funding.rules.steps` (a test compares them)."""

from django.utils.translation import gettext_lazy as _

from access.choices import Role
from access.policy import declare, grant, reach

ORG = "orgs.org"

declare("funding.view_policy", _("查看补助政策"))
declare("funding.release_policy", _("发布补助政策"))
declare("funding.assess_org", _("登记年度考核结果"))
declare("funding.view_entitlement", _("查看补助事项"))
declare("funding.apply_entitlement", _("核算、申请补助"))
declare("funding.review_entitlement", _("审核补助"))
declare("funding.approve_entitlement", _("审批补助"))
declare("funding.view_payment", _("查看拨付"))
declare("funding.pay_payment", _("编制批次、拨付、冲正"))
declare("funding.confirm_batch", _("复核拨付批次"))
declare("funding.view_ledger", _("查看经费台账和预算"))
declare("funding.set_budget", _("下达预算"))

READ = ("funding.view_policy", "funding.view_entitlement", "funding.view_payment")
APPLY = ("funding.apply_entitlement",)
REVIEW = ("funding.review_entitlement",)
APPROVE = ("funding.approve_entitlement",)
PAY = ("funding.pay_payment",)
CONFIRM = ("funding.confirm_batch",)
LEDGER = ("funding.view_ledger",)

grant(Role.COMMITTEE, *READ, *APPLY, *REVIEW, *APPROVE, *CONFIRM, *LEDGER)
grant(Role.COMMITTEE, "funding.release_policy", "funding.assess_org")
grant(Role.ORG_DEPT, *READ, *APPROVE, *LEDGER, "funding.release_policy", "funding.assess_org")
grant(Role.STREET_OFFICER, *READ, *APPLY, *REVIEW, "funding.assess_org")
grant(Role.COMMUNITY_OFFICER, *READ)
grant(Role.FINANCE, *READ, *PAY, *CONFIRM, *LEDGER, "funding.set_budget")
grant(Role.LEADER, *READ, *LEDGER)
grant(Role.API_CLIENT, *READ)
grant(Role.SECRETARY, "funding.view_policy")

reach(Role.SECRETARY, ORG, "funding.view_entitlement", "funding.view_payment", *APPLY)
