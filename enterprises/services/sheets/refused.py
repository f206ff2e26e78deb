"""What a file is refused for, in the process that reads it (``child.py``)."""

# mypy: ignore-errors


class Refused(Exception):
    """The file is not read; ``told`` says which rule it breaks, and where."""

    def __init__(self, code, **told):
        super().__init__(code)
        self.told = {"refused": code, **told}
