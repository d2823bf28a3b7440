"""Counts what agreed and keeps what did not, to be told at the end."""


class Checks:
    def __init__(self):
        self.count = 0
        self.failures = []

    def take(self, title, trouble):
        """One check: `trouble` is what did not agree, line by line; empty if all did."""
        self.count += 1
        print(f"{'FAILED' if trouble else 'ok    '}  {title}", flush=True)
        if trouble:
            self.failures.append(f"{title}:\n" + "\n".join(f"  {line}" for line in trouble))

    @staticmethod
    def note(line):
        """Something measured, that agrees or not elsewhere."""
        print(f"        {line}", flush=True)

    def end(self, log):
        """The exit code. `log` is asked for only where something failed."""
        if self.failures:
            print("\n" + "\n".join(self.failures) + "\n\nserve wrote:\n" + log())
        print(f"{self.count - len(self.failures)} passed, {len(self.failures)} failed")
        return 1 if self.failures else 0


def differences(expected, got):
    """Lines for the members of two dictionaries that are not equal."""
    return [f"{name} is {got.get(name)!r}, expected {value!r}" for name, value in expected.items() if got.get(name) != value]
