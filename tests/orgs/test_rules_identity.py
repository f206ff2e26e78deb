"""Resident ID numbers: each position counts."""

from datetime import date

import pytest

from orgs.rules.identity import birthday, check_birthday, check_number, normalise

SOUND = "110101198002290018"


@pytest.mark.parametrize(("number", "code"), [
    (SOUND, None),
    ("110101800229001", None),  # of the first generation
    ("110101198001010029", None),
    (SOUND[:-1], "id_form"),
    (SOUND + "0", "id_form"),
    ("", "id_form"),
    ("１10101198002290018", "id_form"),
    ("11010119800230001X", "id_birthday"),
    ("110101810229001", "id_birthday"),
])  # fmt: skip
def test_a_number_is_sound_or_refused_by_its_first_fault(number, code):
    found = check_number(number)
    assert (found.code if found else None) == code


@pytest.mark.parametrize("place", [place for place in range(17) if not 6 <= place < 14])
def test_a_wrong_digit_outside_the_birthday_is_found_by_the_check_digit(place):
    wrong = SOUND[:place] + str((int(SOUND[place]) + 1) % 10) + SOUND[place + 1 :]
    assert check_number(wrong).code == "id_check"


def test_blanks_are_left_out_and_the_birthday_is_told():
    assert normalise(" 110101 19800229 001x ") == "11010119800229001X"
    assert birthday(SOUND) == birthday("110101800229001") == date(1980, 2, 29)
    assert check_birthday(SOUND, date(1980, 2, 29)) is None
    assert check_birthday(SOUND, date(1980, 2, 28)).params == {"given": "1980-02-28", "told": "1980-02-29"}
