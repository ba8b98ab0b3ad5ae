"""Did you mean."""

from sandbox.files.suggest import closest, did_you_mean, printable, quoted


def test_the_closest_known_word() -> None:
    assert closest("inside_sale", ["closers", "inside_sales"]) == "inside_sales"
    assert closest("INDUSTRY", ["industry"]) == "industry"
    assert closest("xyz", ["industry"]) is None
    assert closest("x" * 10_000, ["x"]) is None


def test_what_there_is_where_nothing_is_near() -> None:
    assert did_you_mean("zzz", ["a", "b"], noun="queues") == "queues: a, b"
    assert did_you_mean("zzz", []) == ""
    assert did_you_mean("zzz", [f"q{n}" for n in range(20)]).endswith("q11 and 8 more")


def test_text_from_files_stays_on_one_line() -> None:
    assert quoted("a\nb\x1b[31m\u202e") == "'a\ufffdb\ufffd[31m\ufffd'"
    assert len(quoted("x" * 1_000)) == 42
    assert len(printable("x" * 1_000)) == 200
