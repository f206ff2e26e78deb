"""The double search for members (双找) and what is published for it. Source: source 003 (两公开两承包、三查三找)."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class SearchMethod(TextChoices):
    """A way of looking for somebody: three records to check, three kinds of people to ask (三查三找), and four plain ones."""

    PHONE_CARDS = "phone_cards", _("查电话联系卡")
    RETIRED_ARCHIVES = "retired", _("查退休职工档案")
    UNEMPLOYMENT = "unemployed", _("查失业人员登记")
    RELATIVES = "relatives", _("找亲属")
    FRIENDS = "friends", _("找朋友")
    NEIGHBOURS = "neighbours", _("找老邻居")
    CALLING = "calling", _("电话联系")
    LETTER = "letter", _("信函联系")
    VISIT = "visit", _("上门走访")
    OWN_CALL = "own_call", _("本人来找组织")


class SearchResult(TextChoices):
    """What one look brought."""

    NOTHING = "nothing", _("没有线索")
    CLUE = "clue", _("有线索")


class SearchStage(TextChoices):
    """How far the search for somebody has come."""

    LISTED = "listed", _("已列入")
    CONTRACTED = "contracted", _("已承包")
    CHECKED = "checked", _("查找中")
    NOT_FOUND = "not_found", _("未找到")
    FOUND = "found", _("已找到")
    MOVED = "moved", _("关系已转入")
    STAYS = "stays", _("关系不转")
    WITHDRAWN = "withdrawn", _("已撤销")


class SearchStep(TextChoices):
    """A step of the search for somebody."""

    LIST = "list", _("列入查找")
    CONTRACT = "contract", _("确定承包")
    CHECK = "check", _("登记查找情况")
    FIND = "find", _("登记已找到")
    GIVE_UP = "give_up", _("登记未找到")
    MOVE = "move", _("关系转入")
    STAY = "stay", _("关系不转")
    WITHDRAW = "withdraw", _("撤销查找")


class HiddenKind(TextChoices):
    """Why a member who was found was out of sight. Source: domain 4.5."""

    POCKET = "pocket", _("口袋党员")
    HIDDEN = "hidden", _("隐性党员")


class NoticeKind(TextChoices):
    """The two publications (两公开): one public notice, one open letter."""

    PUBLIC_NOTICE = "notice", _("公告")
    OPEN_LETTER = "letter", _("公开信")
