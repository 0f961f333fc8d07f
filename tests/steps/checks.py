"""What a step counts."""


class Checks:
    def __init__(self):
        self.passed, self.failed, self.about = 0, 0, ""

    def hold(self, condition, what):
        self.passed, self.failed = self.passed + bool(condition), self.failed + (not condition)
        if not condition:
            print(f"  failed: {self.about}{what}", flush=True)

    def end(self, folder):
        """The last line, and the status to end with; `folder` is named where something failed."""
        if self.failed:
            print(f"what is left: {folder}")
        print(f"{self.passed} passed, {self.failed} failed")
        return 1 if self.failed else 0
