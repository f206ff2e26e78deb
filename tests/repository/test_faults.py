"""Every planted fault still fits the code that it breaks, and names a test that exists."""

import re
from pathlib import Path

import pytest

from tests.mutants.faults import FAULTS

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_a_planted_fault_fits_its_file_and_names_its_test(fault):
    assert (ROOT / fault.file).read_text(encoding="utf-8").count(fault.old) == 1
    file, _separator, test = fault.test.partition("::")
    assert re.search(rf"def {test.partition('[')[0]}\b", (ROOT / file).read_text(encoding="utf-8"))


def test_no_two_planted_faults_share_a_name():
    assert len({fault.name for fault in FAULTS}) == len(FAULTS)
