"""Pinyin of Chinese names, by which they are put in order and found.

The dictionary takes about a second to load, so it is loaded when the first name is written: a process that only reads starts
without it.
"""


def plain(text: str) -> str:
    """Return the pinyin without tones, syllables set apart: 红山水泥 → hong shan shui ni."""
    from pypinyin import lazy_pinyin  # noqa: PLC0415  loaded when first needed

    return " ".join(lazy_pinyin(text))


def toned(text: str) -> str:
    """Return the pinyin with tones as figures, the neutral one as 5: it puts names in the order of dictionaries."""
    from pypinyin import Style, lazy_pinyin  # noqa: PLC0415  loaded when first needed

    return " ".join(lazy_pinyin(text, style=Style.TONE3, neutral_tone_with_five=True)).lower()


def initials(text: str) -> str:
    """Return the first letters, other letters and digits kept."""
    from pypinyin import Style, lazy_pinyin  # noqa: PLC0415  loaded when first needed

    return "".join(lazy_pinyin(text, style=Style.FIRST_LETTER)).lower()
