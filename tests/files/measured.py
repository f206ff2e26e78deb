"""What reading a file costs."""

import os
import subprocess
from typing import ClassVar


class Measured(subprocess.Popen):
    """A reading process whose processor time is known at its end."""

    found: ClassVar[list] = []

    def _try_wait(self, wait_flags):
        pid, status, usage = os.wait4(self.pid, wait_flags)
        if pid:
            self.found.append(usage.ru_utime + usage.ru_stime)
        return pid, status
