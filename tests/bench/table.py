"""Rounds put together: the table that the bench prints, row by row with its verdict."""

import statistics

FOREIGN_SHARE = 0.10  # of all processors: more of it by others, and a round says little
SPREAD = 0.50  # (largest - smallest) / median of the rounds' ratios


def busy(foreign):
    """Was the machine too busy with other things to judge?"""
    return bool(foreign) and statistics.median(foreign) > FOREIGN_SHARE


class Table:
    """Rows as they are judged."""

    def __init__(self, first, second):
        self.rows = [("measure", first, second, "ratio", "limit", "verdict")]
        self.verdicts = []

    def row(self, measure, ours, beside, ratio, limit, verdict):
        self.rows.append((measure, ours, beside, ratio, limit, verdict))
        self.verdicts.append(verdict)

    def judge_ratio(self, measure, ours, beside, limit, unit, foreign):
        ratios = [a / b for a, b in zip(ours, beside)]
        middle = statistics.median(ratios)
        spread = (max(ratios) - min(ratios)) / middle
        noisy = busy(foreign) or spread > SPREAD
        verdict = "noisy" if noisy else "ok" if middle <= limit else "missed"
        self.row(measure, f"{statistics.median(ours):.3g} {unit}", f"{statistics.median(beside):.3g} {unit}",
                 f"{middle:.2f} ({min(ratios):.2f} to {max(ratios):.2f})", f"{limit:.2f}", verdict)

    def judge_value(self, measure, ours, beside, limit, unit, foreign=()):
        """`foreign`: where a busy machine changes the value."""
        middle = statistics.median(ours)
        shown = f"{statistics.median(beside):.4g} {unit}" if beside else ""
        verdict = "noisy" if busy(foreign) else "ok" if middle <= limit else "missed"
        self.row(measure, f"{middle:.4g} {unit}", shown, "", f"{limit:g} {unit}", verdict)

    def judge_all(self, measure, good, beside=""):
        """Each of `good`: did a round hold?"""
        self.row(measure, f"{sum(good)} of {len(good)} rounds", beside, "", "all", "ok" if all(good) else "missed")

    def print(self):
        widths = [max(len(row[column]) for row in self.rows) for column in range(6)]
        for row in self.rows:
            print("  ".join(text.ljust(width) for text, width in zip(row, widths)).rstrip())
