"""Policies meant to do harm: what lint makes of each, and how long that takes.

`python -m benchmarks.attacks` prints one table. The tests read the same files.
"""

import tempfile
import time
from pathlib import Path

from sandbox.domain.limits import DEFAULT_LIMITS
from sandbox.study.lint import Linted, lint_file

TIMES = 3

_HEAD = "version: 1\nname: Attack\n"
_REST = "routing: [{id: rest, otherwise: true, to: close}]\nqueues: {}\ncadences: {}\n"


def _saying(condition: str, points: str = "1") -> str:
    """Return a policy with one scoring rule; the condition is quoted for YAML."""
    quoted = condition.replace("'", "''")
    return f"{_HEAD}scoring:\n  - {{id: rule, when: '{quoted}', points: {points}}}\n{_REST}"


def _rules(rule: str, count: int) -> str:
    """Return a policy with so many scoring rules; `{n}` in the rule is its number."""
    return f"{_HEAD}scoring:\n" + "".join(rule.format(n=n) for n in range(count)) + _REST


CONDITIONS = {
    "brackets, 900 deep": _saying("(" * 900 + "phone" + ")" * 900),
    "opened brackets": _saying("[" * 1900),
    "not, 450 times": _saying("not " * 450 + "phone"),
    "minus, 1,800 times": _saying("employees > " + "-" * 1800 + "5"),
    "a number of 1,900 digits": _saying("employees > " + "9" * 1900),
    "a hexadecimal number": _saying("employees > 0x" + "f" * 1500),
    "1e999": _saying("employees > 1e999"),
    "1_000, which Python reads": _saying("employees > 1_000"),
    "a Cyrillic letter in a name": _saying("\N{CYRILLIC SMALL LETTER IE}mployees > 5"),
    "a full-width letter in a name": _saying("\N{FULLWIDTH LATIN SMALL LETTER E}mployees > 5"),
    "a ligature in a name": _saying("budget > 5 and \N{LATIN SMALL LIGATURE FI}t > 5"),
    "digits of another script": _saying("employees > \N{ARABIC-INDIC DIGIT FIVE}"),
    "a space of no width": _saying("pho\N{ZERO WIDTH SPACE}ne"),
    "text turned round": _saying("phone \N{RIGHT-TO-LEFT OVERRIDE} and mql"),
    "a letter with an accent of its own": _saying("phone\N{COMBINING ACUTE ACCENT}"),
    "__import__": _saying("__import__('os').system('true')"),
    "attributes": _saying("phone.__class__.__mro__"),
    "a lambda": _saying("(lambda: phone)()"),
    "an assignment": _saying("(phone := true)"),
    "a text with code": _saying('role == f"{open(1)}"'),
    "a comprehension": _saying("[phone for phone in [1]]"),
    "a condition of 1 MB": _saying("employees > 5 or " * 60_000 + "phone"),
    "10,000 comparisons in a chain": _saying("1 " + "< employees " * 10_000),
    "190 comparisons in a chain": _saying("1" + " < touches" * 190),
    "NUL": _saying("phone \0"),
    "half a surrogate pair": _saying("phone").replace("'phone'", '"phone \\ud800"'),
}
VALUES = {
    "points of 100,000 digits": _saying("phone", "9" * 100_000),
    "points of 1e999": _saying("phone", "1e999"),
    "points that are no number": _saying("phone", ".nan"),
    "a name of 1 MB": _saying("phone").replace("Attack", "x" * 1_000_000),
    "a version of 50,000 digits": _saying("phone").replace("version: 1", "version: " + "1" * 50_000),
    "a revision of 50,000 digits": f"{_saying('phone')}about: {{revision: {'1' * 50_000}}}\n",
    "a duration of 100,000 digits": (
        f"{_saying('phone')}recycling: [{{id: old, stage: mql, idle_for: {'9' * 100_000} days, to: close}}]\n"
    ),
    "600 rules": _rules("  - {{id: rule-{n}, when: phone, points: 1}}\n", 600),
    "20,000 rules": _rules("  - {{id: rule-{n}, when: phone, points: 1}}\n", 20_000),
    "20,000 rules that are wrong": _rules("  - {{id: rule, when: phne >, points: x}}\n", 20_000),
    "20,000 keys that mean nothing": _saying("phone") + "".join(f"key{n}: x\n" for n in range(20_000)),
    "5,000 times the same key": _saying("phone") + "name: x\n" * 5_000,
    "20,000 times the same queue": f"{_HEAD}queues: {{{'q: {team: a}, ' * 20_000}}}\n",
}
DOCUMENTS = {
    "aliases of aliases": "a: &a [x, x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\nd: [*c, *c]\n",
    "an anchor in itself": "a: &a [*a]\n",
    "a tag that runs code": "!!python/object/apply:os.system [true]\n",
    "lists, 50,000 deep": "a: " + "[" * 50_000,
    "mappings, 1,300 deep": "\n".join(" " * depth + "a:" for depth in range(1_300)),
    "dashes": "- " * 300_000,
    "question marks": "? " * 300_000,
    "colons": "a: " * 300_000,
    "quotes": "'" * 1_000_001,
    "exclamation marks": "!" * 900_000,
    "percent signs": "%" * 900_000,
    "tabs": "\t" * 500_000,
    "line breaks of an old Mac": "\r" * 900_000,
    "300,000 lines of text": "a: |\n" + " x\n" * 300_000,
    "more than 1 MiB": "#" + "x" * 1_100_000,
    "NUL between lines": "version: 1\n\0",
}
ATTACKS = CONDITIONS | VALUES | DOCUMENTS


def linted(folder: Path, text: str) -> Linted:
    """Return what lint says of a text in a file."""
    path = folder / "attack.yaml"
    path.write_text(text, encoding="utf-8", newline="")
    return lint_file(path, DEFAULT_LIMITS)


def main() -> None:
    """Print the slowest attacks first, with what was found."""
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        for name, text in ATTACKS.items():
            seconds = []
            for _ in range(TIMES):
                start = time.perf_counter()
                found = linted(Path(folder), text).diagnostics
                seconds.append(time.perf_counter() - start)
            rows.append((min(seconds), name, ", ".join(sorted({finding.code for finding in found}))))
    print(f"{'seconds':>7}  {'attack':<38}  findings")
    for fastest, name, codes in sorted(rows, reverse=True):
        print(f"{fastest:>7.3f}  {name:<38}  {codes}")


if __name__ == "__main__":
    main()
