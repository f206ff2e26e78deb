import pytest

from enterprises.choices import IndustrySection, UnitKind
from enterprises.rules import managing
from enterprises.rules.managing import KESHIKETENG, LineFacts

E, S = UnitKind.ENTERPRISE, IndustrySection


@pytest.mark.parametrize(
    ("unit", "body"),
    [
        (LineFacts(UnitKind.SOCIAL, S.E, is_in_park=True), "civil_affairs"),
        (LineFacts(UnitKind.SELF_EMPLOYED, S.C, is_in_park=True, is_above_scale=True), "private_economy"),
        (LineFacts(E, S.C, is_in_park=True, is_above_scale=True), "park"),
        (LineFacts(E, S.E), "housing"),
        (LineFacts(E, S.K, "7020"), "housing"),
        (LineFacts(E, S.D, "4430", is_above_scale=True), "housing"),  # heating is industry D, and named with housing
        (LineFacts(E, S.O, "8010"), "housing"),
        (LineFacts(E, name="示例家政服务部"), "housing"),
        (LineFacts(E, S.B, is_above_scale=True), "industry"),
        (LineFacts(E, S.C, is_above_scale=True), "industry"),
        (LineFacts(E, S.D, "4411", is_above_scale=True), "industry"),
        (LineFacts(E, S.C, is_above_scale=False), None),
        (LineFacts(E, S.C), None),
        (LineFacts(E, S.F, is_above_scale=True), None),
        (LineFacts(E), None),
    ],
)
def test_the_first_rule_that_fits_names_the_managing_body(unit, body):
    rule = managing.managing_rule(KESHIKETENG, unit)
    assert (rule.body if rule else None) == body


def test_the_banner_has_five_rules_each_with_its_quotation():
    assert len(KESHIKETENG) == 5
    assert all(rule.quote for rule in KESHIKETENG)
    assert len({rule.key for rule in KESHIKETENG}) == 5


def test_a_rule_may_ask_for_being_outside_a_park():
    outside = managing.rule_from_data({"key": "k", "body": "b", "is_in_park": False})
    assert outside.fits(LineFacts(E))
    assert not outside.fits(LineFacts(E, is_in_park=True))


def test_a_stored_rule_works_as_a_written_one():
    stored = {
        "key": "k",
        "body": "b",
        "kinds": ["enterprise"],
        "sections": ["E"],
        "classes": ["443"],
        "keywords": ["供热"],
    }
    rule = managing.rule_from_data(stored)
    assert rule.fits(LineFacts(E, S.D, "4430"))
    assert not rule.fits(LineFacts(UnitKind.SOCIAL, S.E))


@pytest.mark.parametrize("data", [{}, {"key": "k"}, {"key": "k", "body": "b", "colour": "red"}])
def test_a_rule_of_unknown_conditions_is_refused(data):
    with pytest.raises(ValueError, match="not a managing rule"):
        managing.rule_from_data(data)
