"""Stars, grades and the venue checklist; schemes are data because places differ.

Source: source 001 五星级 and 六有; source 003 三分类三定级; domain 4.5, 4.6.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from access.outcome import N_, Refusal
from orgs.choices import FormationMode, OrgStatus, Star, VenueItem
from orgs.rules.terms import MONTHS, add_months

DEMONSTRATION_FROM = Star.FOUR  # source 001 "重点抓好四星级以上党组织的示范引领"
STAR_YEARS = 2  # domain 4.6 [L]: rated every two years
FULL_SCORE = Decimal(100)


@dataclass(frozen=True)
class Band:
    """One grade: its key, its label, the lowest score that reaches it (None: given by judgement, not by score)."""

    key: str
    label: str
    from_score: Decimal | None = None


@dataclass(frozen=True)
class GradeScheme:
    """A grading scheme (分类定级方案), best grade first."""

    key: str
    label: str
    bands: tuple[Band, ...]
    source: str = ""

    def labels(self) -> dict[str, str]:
        """Return key → label, best first."""
        return {band.key: band.label for band in self.bands}


DADONG = GradeScheme(
    "three_good",
    N_("先进、良好、一般"),
    (Band("advanced", N_("先进")), Band("good", N_("良好")), Band("ordinary", N_("一般"))),
    "source 003",
)
NATIONAL_2012 = GradeScheme(
    "three_backward",
    N_("先进、一般、后进"),
    (Band("advanced", N_("先进")), Band("ordinary", N_("一般")), Band("backward", N_("后进"))),
    "组厅字〔2012〕6号",
)
FOUR_GRADES = GradeScheme(
    "four",
    N_("好、较好、一般、较差"),
    (
        Band("good", N_("好"), Decimal(90)),
        Band("fair", N_("较好"), Decimal(80)),
        Band("ordinary", N_("一般"), Decimal(60)),
        Band("poor", N_("较差"), Decimal(0)),
    ),
    "domain 4.6 [L]",
)
SCHEMES: dict[str, GradeScheme] = {scheme.key: scheme for scheme in (DADONG, NATIONAL_2012, FOUR_GRADES)}


def scheme_from_data(key: str, label: str, bands: Sequence[Mapping[str, str]], source: str = "") -> GradeScheme:
    """Build a scheme from stored data, best grade first.

    Raises:
        ValueError: fewer than two grades, a key twice, or scores that do not fall.
    """
    built = tuple(
        Band(band["key"], band["label"], None if band.get("from_score") in {None, ""} else Decimal(band["from_score"]))
        for band in bands
    )
    scores = [band.from_score for band in built if band.from_score is not None]
    if len({band.key for band in built}) != len(built) or len(built) < 2 or scores != sorted(scores, reverse=True):  # noqa: PLR2004 - one grade grades nothing
        raise ValueError(f"not a grading scheme: {bands!r}")
    return GradeScheme(key, label, built, source)


def check_grade(scheme: GradeScheme, grade: str, *, status: OrgStatus, score: Decimal | None = None) -> Refusal | None:
    """Refuse a grade that the scheme does not have, does not give for the score, or that goes to a gone organization.

    Source: source 003 "对…基层党组织进行分类定级".
    """
    if status != OrgStatus.ACTIVE:
        return _gone(status)
    if grade not in scheme.labels():
        message = N_("等次“%(grade)s”不属于方案“%(scheme)s”。")
        return Refusal("grade_unknown", message, {"grade": grade, "scheme": scheme.label})
    if score is None:
        return None
    if not 0 <= score <= FULL_SCORE:
        return Refusal("score_range", N_("得分应在0到100之间，现为%(score)s。"), {"score": score})
    expected = grade_for(scheme, score)
    if expected is not None and expected.key != grade:
        message = N_("得分%(score)s对应等次“%(expected)s”。")
        return Refusal("grade_score", message, {"score": score, "expected": expected.label})
    return None


def grade_for(scheme: GradeScheme, score: Decimal) -> Band | None:
    """Return the best grade whose lowest score is reached; None when the scheme grades by judgement."""
    return next((band for band in scheme.bands if band.from_score is not None and score >= band.from_score), None)


def _gone(status: OrgStatus) -> Refusal:
    return Refusal("org_not_active", N_("党组织%(status)s，不能评定。"), {"status": status.label})


def check_star(star: int, *, form: FormationMode | None, status: OrgStatus) -> Refusal | None:
    """Refuse stars outside one to five, for a gone organization, or for one that is not singly formed.

    Source: source 001 "已经单建党组织的100%实行星级管理": stars are the management of single organizations.
    """
    if star not in Star.values:
        return Refusal("star_range", N_("星级应为1到5星，现为%(star)s。"), {"star": star})
    if status != OrgStatus.ACTIVE:
        return _gone(status)
    if form != FormationMode.SINGLE:
        return Refusal("star_not_single", N_("星级评定只对单独组建的党组织进行。"))
    return None


def star_until(given_on: date) -> date:
    """Return the day on which a star rating lapses (half-open), two years after it was given."""
    return add_months(given_on, STAR_YEARS * MONTHS)


def is_demonstration_grade(star: int) -> bool:
    """Tell whether the stars qualify for a demonstration point (四星级以上)."""
    return star >= DEMONSTRATION_FROM


def missing_in_venue(items: Collection[VenueItem]) -> tuple[VenueItem, ...]:
    """Return which of the six haves (六有) a venue lacks, in the order of the standard. Source: source 001."""
    return tuple(item for item in VenueItem if item not in items)
