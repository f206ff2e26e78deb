"""Ratings and venues."""

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _


class RatingKind(TextChoices):
    """Which kind of scheme a rating belongs to (评定类别)."""

    STAR = "star", _("星级评定")
    GRADE = "grade", _("分类定级")


class Star(IntegerChoices):
    """One to five stars (星级). Source: source 001, 五星级党组织."""

    ONE = 1, _("一星级")
    TWO = 2, _("二星级")
    THREE = 3, _("三星级")
    FOUR = 4, _("四星级")
    FIVE = 5, _("五星级")


class VenueItem(TextChoices):
    """The six haves of a venue (六有). Source: source 001 "有场所、有设施、有标志、有党旗、有书报、有制度"."""

    PLACE = "place", _("有场所")
    FACILITIES = "facilities", _("有设施")
    SIGN = "sign", _("有标志")
    FLAG = "flag", _("有党旗")
    BOOKS = "books", _("有书报")
    RULES = "rules", _("有制度")
