"""Closed vocabularies of funding; labels are Chinese msgids. No logic here: see ``rules``."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class FundSource(TextChoices):
    """The four sources of money (经费来源, 四个一). Source: source 001 企业列支、上级补充、党费返还、财政补贴."""

    ENTERPRISE = "enterprise", _("企业列支")
    UPPER = "upper", _("上级党组织补充")
    DUES = "dues", _("党费返还")
    FISCAL = "fiscal", _("财政补贴")


class PolicyShape(TextChoices):
    """How a policy computes its amount (补助方式). Source: domain 6.2 "Shapes needed"."""

    STARTUP = "startup", _("新建党组织一次性启动经费")
    ANNUAL_BY_TYPE = "annual_by_type", _("按党组织类型年度补助")
    ANNUAL_BY_MODE = "annual_by_mode", _("按组建方式年度补助")
    PER_MEMBER = "per_member", _("按党员人数补助")
    BY_GRADE = "by_grade", _("按定级奖补")
    BY_STAR = "by_star", _("按星级奖补")


class Proration(TextChoices):
    """What an organization formed in mid-year gets of an annual subsidy (年中成立的计发). Source: domain 6.5 [U]."""

    FULL = "full", _("全额")
    HALF_AFTER_JUNE = "half_after_june", _("6月30日后成立减半")
    BY_MONTHS = "by_months", _("按月折算")
    NEXT_YEAR = "next_year", _("次年起发")
    OPEN = "open", _("政策未明确，提请人工决定")


class EntitlementStatus(TextChoices):
    """State of one entitlement (补助事项状态). Source: source 004 经考核合格后…予以补助; domain 6.3."""

    PROPOSED = "proposed", _("已核算")
    REVIEWED = "reviewed", _("已审核")
    APPROVED = "approved", _("已审批")
    BATCHED = "batched", _("已列入批次")
    PAID = "paid", _("已拨付")
    RETURNED = "returned", _("退回")
    REFUSED = "refused", _("不予补助")
    CANCELLED = "cancelled", _("已作废")
    CLAWED_BACK = "clawed_back", _("已收回")


class BatchStatus(TextChoices):
    """State of a payment batch (拨付批次状态)."""

    DRAFT = "draft", _("编制中")
    CONFIRMED = "confirmed", _("已复核")
    SENT = "sent", _("已送银行")
    SETTLED = "settled", _("已办结")
    CANCELLED = "cancelled", _("已作废")


class PaymentStatus(TextChoices):
    """State of one payment (拨付状态)."""

    PENDING = "pending", _("待拨付")
    SENT = "sent", _("已送银行")
    PAID = "paid", _("已到账")
    FAILED = "failed", _("退票")
    REVERSED = "reversed", _("已冲正")
    CANCELLED = "cancelled", _("已撤出批次")


class Action(TextChoices):
    """An act in the chain of one payment (办理动作); nobody acts twice in one chain."""

    PROPOSE = "propose", _("核算")
    REVIEW = "review", _("审核")
    APPROVE = "approve", _("审批")
    RETURN = "return", _("退回")
    REFUSE = "refuse", _("不予补助")
    CANCEL = "cancel", _("作废")
    BATCH = "batch", _("列入批次")
    UNBATCH = "unbatch", _("移出批次")
    CONFIRM = "confirm", _("复核批次")
    SEND = "send", _("送银行")
    PAY = "pay", _("登记到账")
    FAIL = "fail", _("登记退票")
    RESEND = "resend", _("重新送银行")
    REVERSE = "reverse", _("冲正")
    SETTLE = "settle", _("办结批次")
    CLAW_BACK = "claw_back", _("收回")


class LedgerAccount(TextChoices):
    """Accounts of the double-entry ledger (账户). Each posting sums to zero; a balance is the sum of its legs."""

    FUND = "fund", _("经费来源")
    APPROPRIATION = "appropriation", _("可用预算")
    COMMITMENT = "commitment", _("已批待拨")
    GRANTED = "granted", _("已拨补助")
    RECEIVABLE = "receivable", _("应收收回")


class Side(TextChoices):
    """The side of an account (借贷方向); a balanced account stands on neither."""

    DEBIT = "debit", _("借")
    CREDIT = "credit", _("贷")
    EVEN = "even", _("平")


class PostingKind(TextChoices):
    """What a posting records (凭证类别)."""

    BUDGET = "budget", _("下达预算")
    COMMIT = "commit", _("审批占用")
    RELEASE = "release", _("释放占用")
    PAY = "pay", _("拨付")
    REVERSAL = "reversal", _("冲正")
    CLAW_BACK = "claw_back", _("决定收回")
    RECOVER = "recover", _("收回到账")
