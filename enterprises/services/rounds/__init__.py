"""Acts of survey rounds (摸底轮次): opening, dealing lists out, settling tasks, checking again, closing."""

from enterprises.services.rounds.adding import add_unit
from enterprises.services.rounds.checking import draw_sample, record_check
from enterprises.services.rounds.closing import close_survey_round
from enterprises.services.rounds.dealing import Officer, deal, left_behind, officers_in
from enterprises.services.rounds.opening import foresee, open_survey_round
from enterprises.services.rounds.proposing import approve_base, propose_base
from enterprises.services.rounds.selecting import select
from enterprises.services.rounds.settling import settle

__all__ = [
    "Officer",
    "add_unit",
    "approve_base",
    "close_survey_round",
    "deal",
    "draw_sample",
    "foresee",
    "left_behind",
    "officers_in",
    "open_survey_round",
    "propose_base",
    "record_check",
    "select",
    "settle",
]
