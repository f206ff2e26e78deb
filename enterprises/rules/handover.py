"""What a hand-over between streets (移交) needs: both in one district, a reason, an answer once.

Source: design 4 (a unit has one placement), permissions: whoever gives and whoever receives each say so.
"""

from access.outcome import N_, Refusal
from enterprises.choices import HandoverState


def check_places(*, from_path: str, to_path: str, from_county: str, to_county: str) -> Refusal | None:
    """Refuse a hand-over to where the unit lies already, or to another district."""
    if from_path.startswith(to_path):
        return Refusal("same_area", N_("该单位已在该辖区，无需移交。"))
    if not from_county or from_county != to_county:
        return Refusal("other_district", N_("只能移交给本区（县、旗）的其他街道、乡镇或园区；迁往外区的，请登记迁出。"))
    return None


def check_inside(*, to_path: str, area_path: str) -> Refusal | None:
    """Refuse to place an accepted unit outside the area to which it was handed over."""
    if area_path.startswith(to_path):
        return None
    return Refusal("outside_handover", N_("只能接收到移交所指的辖区以内。"))


def check_open(state: HandoverState) -> Refusal | None:
    """Refuse a second answer."""
    if state in {HandoverState.OPEN, HandoverState.ASKED}:
        return None
    return Refusal("handover_decided", N_("该移交已办结（%(state)s），请刷新后查看。"), {"state": str(state.label)})


def check_reason(reason: str) -> Refusal | None:
    """Refuse to hand over or return without saying why."""
    return None if reason.strip() else Refusal("reason_missing", N_("请说明原因。"))
