"""Planted faults of serving: how requests are received, limits of bodies."""

from tests.mutants.fault import Fault

SERVING = (
    Fault(
        "slow-bodies-take-threads", "config/web.py",
        "config.web_worker.WebWorker", "gthread",
        "tests/races/test_uploads.py::test_who_sends_slowly_holds_no_thread_and_is_told_when_the_time_is_over",
    ),
)  # fmt: skip
