import pytest
from hypothesis import given
from hypothesis import strategies as st

from enterprises.choices import UnitKind
from enterprises.rules import uscc

VALID = "91110000600037341L"


def test_the_weights_are_those_of_the_standard():
    assert uscc.WEIGHTS == (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)


@pytest.mark.parametrize(
    "typed",
    [
        "91110000600037341l",
        " 9111 0000 6000 3734 1L\n",
        "９１１１００００６０００３７３４１Ｌ",
        "911100006000\u200b37341L\ufeff",
        "91110000-60003734-1L",
        "'91110000600037341L",
        "9111—0000·6000\u30003734/1L",
    ],
)
def test_every_way_of_typing_a_code_gives_the_same_code(typed):
    assert uscc.normalise(typed) == VALID
    assert uscc.check(uscc.normalise(typed)) is None


@pytest.mark.parametrize(
    ("code", "refusal", "words"),
    [
        ("", "uscc_length", "0位"),
        (VALID[:-1], "uscc_length", "17位"),
        (VALID + "0", "uscc_length", "19位"),
        ("9111000060003734IL", "uscc_alphabet", "第17位“I”"),
        ("O1110000600037341L", "uscc_alphabet", "第1位“O”"),
        ("9111000060S037341L", "uscc_alphabet", "“S”"),
        ("9111000060V037341L", "uscc_alphabet", "“V”"),
        ("9111000060Z037341L", "uscc_alphabet", "“Z”"),
        ("911100006中0037341L", "uscc_alphabet", "“中”"),
        ("91110000600037341\x00", "uscc_alphabet", "“U+0000”"),
        ("91110000600037341\ud800", "uscc_alphabet", "“U+D800”"),
        ("X1110000600037341L", "uscc_prefix", "“X1”"),
        ("99110000600037341L", "uscc_prefix", "“99”"),
        ("911100006000373410", "uscc_check_digit", "应为“L”，现为“0”"),
    ],
)
def test_a_wrong_code_is_refused_with_its_reason(code, refusal, words):
    found = uscc.check(code)
    assert found.code == refusal
    assert words in found.render()


def test_the_check_digit_is_zero_when_the_sum_is_divisible_by_31():
    found = next(first17 for serial in range(200) if uscc.check_digit(first17 := f"9151112300000{serial:04d}") == "0")
    assert sum(int(char) * weight for char, weight in zip(found, uscc.WEIGHTS, strict=True)) % 31 == 0
    assert uscc.check(found + "0") is None


@pytest.mark.parametrize("first17", ["", VALID])
def test_a_check_digit_needs_seventeen_characters(first17):
    with pytest.raises(ValueError, match="seventeen"):
        uscc.check_digit(first17)


def test_a_check_digit_needs_the_alphabet():
    with pytest.raises(ValueError, match="substring"):
        uscc.check_digit("I" * 17)


@pytest.mark.parametrize(("body", "digit"), [("60003734", "1"), ("00000000", "0"), ("D2143569", "X")])
def test_the_inner_organization_code_has_its_own_digit(body, digit):
    assert uscc.organization_digit(body) == digit


def test_the_inner_digit_needs_eight_characters():
    with pytest.raises(ValueError, match="eight"):
        uscc.organization_digit("1234567")


@pytest.mark.parametrize(
    ("kind", "county", "codes"),
    [
        (None, "", []),
        (UnitKind.ENTERPRISE, "110105", []),
        (UnitKind.ENTERPRISE, "511123", ["uscc_area"]),
        (UnitKind.SOCIAL, "110105", []),  # accounting firms carry 91
        (UnitKind.SELF_EMPLOYED, "110105", ["uscc_kind"]),
    ],
)
def test_an_unusual_code_is_a_warning(kind, county, codes):
    assert [found.code for found in uscc.warnings(VALID, kind=kind, county_code=county)] == codes


@pytest.mark.parametrize(
    ("area", "covers"),
    [("511123", True), ("511100", True), ("510000", True), ("100000", True), ("511124", False), ("511000", False)],
)
def test_a_code_registered_at_a_higher_level_fits_the_county(area, covers):
    code = uscc.compose(f"91{area}", 1)
    assert ([] if covers else ["uscc_area"]) == [found.code for found in uscc.warnings(code, county_code="511123")]


def test_a_wrong_inner_digit_is_a_warning_that_names_the_right_one():
    first17 = "91511123Y00000070"
    warning = uscc.warnings(first17 + uscc.check_digit(first17))[0]
    assert (warning.code, warning.params["expected"]) == ("uscc_organization_digit", "5")


@given(serial=st.integers(0, 31**6 - 1), prefix=st.sampled_from(sorted(uscc.PREFIXES)))
def test_every_composed_code_is_valid(serial, prefix):
    code = uscc.compose(f"{prefix}150425", serial)
    assert uscc.check(code) is None
    assert uscc.warnings(code, county_code="150425") == ()


@given(st.integers(0, 31**6 - 1), st.integers(0, 17), st.sampled_from(uscc.ALPHABET))
def test_one_wrong_character_never_passes(serial, place, other):
    code = uscc.compose("91210106", serial)
    broken = code[:place] + other + code[place + 1 :]
    assert (uscc.check(broken) is None) is (broken == code)


def test_two_serials_never_give_the_same_code():
    assert len({uscc.compose("92210104", serial) for serial in range(2000)}) == 2000


@pytest.mark.parametrize(
    ("prefix", "serial", "series"),
    [("9151112", 1, "Y0"), ("91511123", 1, "Y"), ("91511123", -1, "Y0"), ("91511123", 31**6, "Y0")],
)
def test_a_code_cannot_be_composed_of_anything(prefix, serial, series):
    with pytest.raises(ValueError, match=r"wanted|range"):
        uscc.compose(prefix, serial, series=series)


@given(st.text())
def test_no_text_breaks_the_check(text):
    refusal = uscc.check(uscc.normalise(text))
    assert refusal is None or refusal.render().encode()
