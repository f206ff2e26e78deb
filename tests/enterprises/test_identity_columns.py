"""What is found to fit a column at a glance, the column's own judgement accepts; what it may refuse is left to it."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given, settings
from hypothesis import strategies as st

from access import pinyin
from enterprises.services import identity

NAMES = sorted(identity.SWITCHES | identity.CHOICES.keys() | identity.LENGTHS.keys())
WORDS = sorted({word for words in identity.CHOICES.values() for word in words})
values = st.one_of(st.text(max_size=210), st.sampled_from(WORDS), st.booleans(), st.none(), st.integers(), st.dates())


@settings(deadline=None)
@given(name=st.sampled_from([*NAMES, "founded_on", "longitude", "owner_posts"]), value=values)
def test_what_fits_at_a_glance_is_accepted_by_the_column(name, value):
    if identity._fits(name, value):
        assert identity.COLUMNS[name].clean(value, None) == value


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("name", "长" * 121),
        ("name", ""),
        ("kind", "no_such_kind"),
        ("founded_on", date(2020, 1, 1)),
        ("is_qualified", 1),
    ],
)
def test_everything_else_is_left_to_the_column(name, value):
    assert not identity._fits(name, value)


def test_a_name_of_the_longest_length_fits():
    assert identity._fits("name", "长" * 120)
    identity.COLUMNS["name"].clean("长" * 120, None)
    with pytest.raises(ValidationError):
        identity.COLUMNS["name"].clean("长" * 121, None)


@settings(deadline=None)  # the first example loads the dictionary
@given(word=st.text(alphabet=st.characters(max_codepoint=127), min_size=1, max_size=12))
def test_letters_and_digits_are_read_as_the_dictionary_reads_them(word):
    from pypinyin import Style, lazy_pinyin

    toned = " ".join(lazy_pinyin(word, style=Style.TONE3, neutral_tone_with_five=True))
    assert pinyin._read(word) == (toned, "".join(lazy_pinyin(word, style=Style.FIRST_LETTER)))
