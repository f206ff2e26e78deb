"""How states look: the tone and sign of common state codes, so that one word has one look on every page."""

TONE_ICONS = {"good": "check", "warn": "clock", "bad": "alert-triangle", "info": "point", "mute": "minus"}

_CODES = {
    "good": "active operating current approved paid done valid live met balanced filed holds passed trained confirmed solved granted on",
    "warn": "pending submitted due due_soon suspended idle waiting partial open draft warning proposed under_review changed",
    "bad": "overdue rejected refused failed error invalid denied differs conflict missing off locked",
    "info": "new info running elected decided dispatched first_review second_review reviewed screened applied started",
    "mute": "closed revoked cancelled deregistered moved_out shell ended superseded merged none unknown inactive archived not_yet",
}
TONES = {code: tone for tone, codes in _CODES.items() for code in codes.split()}


def tone_of(code: object) -> str:
    """Return the tone of a state code; unknown codes are quiet."""
    return TONES.get(str(code).replace("-", "_").lower(), "mute")
