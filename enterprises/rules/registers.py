"""Outside registers: which words mean that a unit is no more, what differs, and how a difference may be settled."""

import re
from collections.abc import Mapping
from typing import Any

from access.outcome import N_, Refusal
from enterprises.choices import RegisterDifference, RegisterTaskState
from enterprises.rules import names

State = RegisterTaskState
GONE = re.compile(r"注销|吊销|撤销|撤消|终止|停保|清算|迁出|作废|撤回")
STILL = re.compile(r"未注销|未吊销|未迁出|拟注销|未停保")
OUTCOMES: Mapping[str, tuple[str, ...]] = {
    RegisterDifference.NEW: (State.REGISTERED, State.NOT_OURS),
    RegisterDifference.CHANGED: (State.VISITED, State.NOT_OURS),
    RegisterDifference.CANCELLED: (State.CONFIRMED, State.VISITED, State.NOT_OURS),
}
NAMES = frozenset({"name", "legal_rep"})


def is_gone(status: str) -> bool:
    """Say whether a register's word for a state means that the unit is no more. Source: domain 3.4 (注销、吊销、迁出)."""
    return bool(GONE.search(status)) and not STILL.search(status)


def differing(known: Mapping[str, Any], said: Mapping[str, Any], compared: tuple[str, ...]) -> list[str]:
    """Return the fields in which a register says something else than is known; what is not said differs in nothing."""
    return [
        name for name in compared if said.get(name) not in (None, "") and _differs(name, known.get(name), said[name])
    ]


def _differs(name: str, known: Any, said: Any) -> bool:
    if known in (None, ""):
        return True
    if name == "insured":  # whoever is insured works there; fewer insured than staff is no contradiction
        return int(said) > int(known)
    return _plain(name, known) != _plain(name, said)


def _plain(name: str, value: Any) -> str:
    words = str(value)
    return names.match_key(words) if name in NAMES else re.sub(r"\s", "", names.normalise_name(words))


def check_outcome(kind: str, state: str, outcome: str, reason: str) -> Refusal | None:
    """Say why a difference cannot be settled in this way; a final one stays as it is."""
    if state != State.OPEN:
        return Refusal("task_settled", N_("该任务已经办结，不能再改。"))
    if outcome not in OUTCOMES[RegisterDifference(kind)]:
        return Refusal("outcome_unfit", N_("这类任务不能这样办结，请选择其他结果。"))
    if outcome == State.NOT_OURS and not reason.strip():
        return Refusal("reason_missing", N_("请说明不登记或不处理的原因。"))
    return None
