"""What becomes of open hand-overs (移交) when the unit goes another way; the acts themselves are in ``handing``."""

from enterprises.choices import HandoverState
from enterprises.models import Handover, Unit
from enterprises.services.observed import Moment


def overtake(unit: Unit, moment: Moment, why: str) -> int:
    """Let the open hand-over of a (locked) unit lapse because the unit moved or left meanwhile; return how many."""
    rows = Handover.objects.of(unit=unit).open()
    return rows.update(
        state=HandoverState.LAPSED, decided_on=moment.on, decided_by=moment.by.user_id, decider=moment.by.name[:80],
        decision=why,
    )  # fmt: skip
