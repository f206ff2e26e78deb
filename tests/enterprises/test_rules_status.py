import itertools

import pytest

from enterprises.choices import (
    BaseReason,
    ControllingCapital,
    OperatingStatus,
    RegistrationType,
    StatusReason,
    UnitKind,
    VisitOutcome,
)
from enterprises.rules import status

S = OperatingStatus
ALLOWED = {
    (S.OPERATING, S.SUSPENDED), (S.OPERATING, S.SHELL), (S.OPERATING, S.MOVED_OUT), (S.OPERATING, S.CLOSED),
    (S.SUSPENDED, S.OPERATING), (S.SUSPENDED, S.SHELL), (S.SUSPENDED, S.MOVED_OUT), (S.SUSPENDED, S.CLOSED),
    (S.SHELL, S.OPERATING), (S.SHELL, S.SUSPENDED), (S.SHELL, S.MOVED_OUT), (S.SHELL, S.CLOSED),
    (S.MOVED_OUT, S.OPERATING), (S.MOVED_OUT, S.CLOSED),
}  # fmt: skip


@pytest.mark.parametrize(("old", "new"), list(itertools.product(S, S)))
def test_every_pair_of_states_is_allowed_or_refused(old, new):
    refusal = status.check_transition(old, new, StatusReason.OTHER)
    assert (refusal is None) is (old == new or (old, new) in ALLOWED)


@pytest.mark.parametrize("new", list(S))
def test_a_unit_new_to_the_register_may_have_any_status(new):
    assert status.check_transition(None, new, StatusReason.OTHER) is None


def test_a_deregistered_unit_does_not_come_back():
    refusal = status.check_transition(S.CLOSED, S.OPERATING, StatusReason.RESUMED)
    assert refusal.code == "status_transition"
    assert refusal.render() == "经营状态不能由“注销”改为“在营”。"


def test_a_reason_belongs_to_its_status():
    refusal = status.check_transition(S.OPERATING, S.SHELL, StatusReason.BANKRUPT)
    assert (refusal.code, refusal.render()) == ("status_reason", "“破产”不是“空壳”的原因。")


def test_every_reason_belongs_to_some_status():
    assert set().union(*status.REASONS.values()) == set(StatusReason)


@pytest.mark.parametrize("outcome", list(VisitOutcome))
def test_what_a_visit_says_is_a_status_with_a_reason_of_its_own(outcome):
    said = status.OUTCOME_STATUS[outcome]
    assert said is None or said[1] in status.REASONS[said[0]]


@pytest.mark.parametrize("kind", list(RegistrationType))
def test_registration_decides_only_where_it_says_so(kind):
    found = status.is_non_public(kind, None)
    public = kind.value in {"110", "120", "141", "142", "143", "151"}
    unclear = kind.value in {"130", "149", "159", "160", "190"}
    assert found is (None if unclear else not public)


@pytest.mark.parametrize("control", list(ControllingCapital))
def test_control_decides_before_registration(control):
    non_public = control not in {ControllingCapital.STATE, ControllingCapital.COLLECTIVE}
    for kind in (None, RegistrationType.STATE, RegistrationType.PRIVATE_LIMITED):
        assert status.is_non_public(kind, control) is non_public


def test_nothing_known_is_no_answer():
    assert status.is_non_public(None, None) is None


@pytest.mark.parametrize(
    ("kind", "state", "non_public", "branch", "expected"),
    [
        (UnitKind.ENTERPRISE, S.OPERATING, True, False, (True, BaseReason.LEGAL_UNIT)),
        (UnitKind.ENTERPRISE, S.OPERATING, None, False, (True, BaseReason.LEGAL_UNIT)),
        (UnitKind.ENTERPRISE, S.OPERATING, False, False, (False, BaseReason.STATE_CONTROLLED)),
        (UnitKind.SOCIAL, S.OPERATING, False, False, (True, BaseReason.LEGAL_UNIT)),
        (UnitKind.SELF_EMPLOYED, S.OPERATING, None, False, (True, BaseReason.LEGAL_UNIT)),
        (UnitKind.ENTERPRISE, S.OPERATING, True, True, (False, BaseReason.OUTSIDE_BRANCH)),
        (UnitKind.ENTERPRISE, S.SUSPENDED, True, False, (False, BaseReason.NOT_OPERATING)),
        (UnitKind.ENTERPRISE, S.SHELL, True, False, (False, BaseReason.NOT_OPERATING)),
        (UnitKind.ENTERPRISE, S.MOVED_OUT, True, False, (False, BaseReason.MOVED_OUT)),
        (UnitKind.ENTERPRISE, S.CLOSED, True, False, (False, BaseReason.CLOSED)),
    ],
)
def test_the_base_holds_operating_non_public_legal_units(kind, state, non_public, branch, expected):
    found = status.propose_base(kind=kind, status=state, non_public=non_public, is_outside_branch=branch)
    assert found == expected
