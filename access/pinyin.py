"""Pinyin of Chinese names, by which they are put in order and found.

The dictionary takes about a second to load, so it is loaded when the first name is written: a process that only reads starts
without it.
"""

from functools import lru_cache


def plain(text: str) -> str:
    """Return the pinyin without tones, syllables set apart: 红山水泥 → hong shan shui ni."""
    from pypinyin import lazy_pinyin  # noqa: PLC0415  loaded when first needed

    return " ".join(lazy_pinyin(text))


def toned(text: str) -> str:
    """Return the pinyin with tones as figures, the neutral one as 5: it puts names in the order of dictionaries."""
    return " ".join(_read(word)[0] for word in _words(text)).lower()


def initials(text: str) -> str:
    """Return the first letters, other letters and digits kept."""
    return "".join(_read(word)[1] for word in _words(text)).lower()


@lru_cache(maxsize=1_000)
def _words(text: str) -> tuple[str, ...]:
    from pypinyin.seg.simpleseg import seg  # noqa: PLC0415  loaded when first needed

    return tuple(seg(text))


@lru_cache(maxsize=50_000)
def _read(word: str) -> tuple[str, str]:
    """Return how a word of the dictionary is read, and its first letters; names of units are made of few words."""
    if word.isascii():  # read as it stands
        return word, word
    from pypinyin import Style, lazy_pinyin  # noqa: PLC0415  loaded when first needed

    syllables = lazy_pinyin(word, style=Style.TONE3, neutral_tone_with_five=True)
    return " ".join(syllables), "".join(lazy_pinyin(word, style=Style.FIRST_LETTER))
