"""Draws docs/run.svg and docs/run.zh.svg from what the program really prints.

python3 docs/make_picture.py PATH-OF-FAULTCAST [--check]   (from the top folder; --check: are they up to date?)
"""
import html
import os
import subprocess
import sys
import unicodedata

SCENARIOS = ["1.1", "1.2", "1.4", "1.7", "2.3", "5", "6", "query-lost", "cos-sign-expired", "--side", "console"]
CELL, LINE, MARGIN = 8.0, 19, 16
GREEN, WHITE, GREY = "#4ec97b", "#e8e8e8", "#8a8f98"


def width(text):
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def output(program, lang):
    plain = {k: v for k, v in os.environ.items() if not k.startswith("FAULTCAST_")}
    done = subprocess.run([program, "run", *SCENARIOS, "--lang", lang], capture_output=True, text=True, timeout=60, env=plain)
    if done.returncode != 0:
        sys.exit("the scenarios of the picture are not reproduced:\n" + done.stdout + done.stderr)
    return done.stdout.rstrip("\n").split("\n")


def row(y, text):
    """Runs of equally wide characters, each placed by its column, so that Chinese keeps the columns straight."""
    spans, column, start, run = [], 0, 0, ""
    for c in text:
        if run and (width(c) != width(run[-1])):
            spans.append((start, run))
            start, run = column, ""
        run += c
        column += width(c)
    spans.append((start, run))
    out = []
    for at, words in spans:
        colour = GREEN if words.strip() in ("reproduced", "已复现") else WHITE
        out.append(f'<text x="{MARGIN + at * CELL:.1f}" y="{y}" fill="{colour}" textLength="{width(words) * CELL:.1f}" '
                   f'lengthAdjust="spacingAndGlyphs" xml:space="preserve">{html.escape(words)}</text>')
    return "\n".join(out)


def picture(program, lang):
    command = "$ faultcast run " + " ".join(SCENARIOS) + (" --lang zh" if lang == "zh" else "")
    lines = output(program, lang)
    wide = max(width(line) for line in [command, *lines]) * CELL + 2 * MARGIN
    high = (len(lines) + 1) * LINE + 2 * MARGIN
    body = [f'<text x="{MARGIN}" y="{MARGIN + 12}" fill="{GREY}" xml:space="preserve">{html.escape(command)}</text>']
    for number, line in enumerate(lines, 1):
        head, mark, tail = line, "", ""
        for word in ("reproduced", "已复现"):
            before, found, after = line.partition("  " + word)
            if found:
                head, mark, tail = before + "  ", word, after
                break
        y = MARGIN + 12 + number * LINE
        body.append(row(y, head))
        if mark:
            shift = width(head) * CELL
            body.append(f'<g transform="translate({shift:.1f} 0)">{row(y, mark)}</g>')
            body.append(f'<g transform="translate({shift + width(mark) * CELL:.1f} 0)">{row(y, tail)}</g>')
    return (f'<svg xmlns="http://www.w3.org/2000/svg" width="{wide:.0f}" height="{high}" viewBox="0 0 {wide:.0f} {high}" '
            f'font-family="ui-monospace, DejaVu Sans Mono, Menlo, Consolas, Noto Sans Mono CJK SC, monospace" font-size="13">\n'
            f'<rect width="100%" height="100%" rx="8" fill="#1d2026"/>\n' + "\n".join(body) + "\n</svg>\n")


def main():
    program = os.path.abspath(sys.argv[1])
    stale = []
    for lang, path in (("en", "docs/run.svg"), ("zh", "docs/run.zh.svg")):
        drawn = picture(program, lang)
        if "--check" in sys.argv:
            with open(path, encoding="utf-8") as file:
                if file.read() != drawn:
                    stale.append(path)
        else:
            with open(path, "w", encoding="utf-8") as file:
                file.write(drawn)
    if stale:
        sys.exit(", ".join(stale) + " show an old output; draw them anew with: python3 docs/make_picture.py PATH-OF-FAULTCAST")


if __name__ == "__main__":
    main()
