"""Kinds of organization life, and what is said of an owner."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class LifeKind(TextChoices):
    """Kind of organization life (组织生活); the first seven have a customary frequency. Source: domain 4.1; K13-K19, Q6-Q12."""

    MEMBERS_MEETING = "members_meeting", _("支部党员大会")
    COMMITTEE_MEETING = "committee_meeting", _("支部委员会会议")
    GROUP_MEETING = "group_meeting", _("党小组会")
    LESSON = "lesson", _("党课")
    THEME_DAY = "theme_day", _("主题党日")
    LIFE_MEETING = "life_meeting", _("组织生活会")
    APPRAISAL = "appraisal", _("民主评议党员")
    TALK = "talk", _("谈心谈话")
    FORUM = "forum", _("恳谈会")
    ACTIVITY = "activity", _("结对共建和主题活动")
    TRAINING = "training", _("培训班")
    OUTREACH = "outreach", _("宣传和问卷")
    DEVELOPMENT = "development", _("发展党员")
    POST = "post", _("党员示范岗（先锋岗）")
    ZONE = "zone", _("党员责任区")
    TECH_TEAM = "tech_team", _("党员技术服务队")
    INNOVATION = "innovation", _("攻关创新和建议")
    VOLUNTEER_TEAM = "volunteer_team", _("志愿服务队")
    MENTOR = "mentor", _("师徒结对")
    VILLAGE = "village", _("村企结对协议")
    NEW_GROUP = "new_group", _("新就业群体服务")
    CHANNEL = "channel", _("网络阵地")
    CONTRIBUTION = "contribution", _("社会贡献")


class OwnerAttitude(TextChoices):
    """How an owner stands to Party building (出资人态度). Source: P6; domain 2.3 obstacle 出资人不支持."""

    SUPPORTS = "supports", _("支持")
    NEUTRAL = "neutral", _("一般")
    RELUCTANT = "reluctant", _("不支持")


class Opinion(TextChoices):
    """What the committee says when an owner is to be recommended (推荐意见). Source: P6 推荐人大代表、政协委员时征求意见."""

    NONE = "none", _("未征求")
    RECOMMEND = "recommend", _("同意推荐")
    DEFER = "defer", _("暂缓推荐")
    REFUSE = "refuse", _("不同意推荐")
