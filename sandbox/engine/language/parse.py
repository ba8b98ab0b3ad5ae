"""A policy file to a `Policy`, or everything that is wrong with it, at once."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from sandbox.domain.diagnostics import Checked, Diagnostic, Span, has_errors
from sandbox.domain.facts import Vocabulary
from sandbox.domain.limits import DEFAULT_LIMITS, Limits
from sandbox.engine.language.draft import Draft
from sandbox.engine.language.examples import about_of, read_examples
from sandbox.engine.language.floor_checks import check_floor
from sandbox.engine.language.grades import read_grades
from sandbox.engine.language.links import check_idle_parts, check_loops, check_names
from sandbox.engine.language.monotone import read_monotone
from sandbox.engine.language.plays import read_playbook
from sandbox.engine.language.policy_schema import policy_schema
from sandbox.engine.language.policy_shape import LANGUAGE_VERSION, PolicyShape
from sandbox.engine.language.rules import check_rule_ids, read_mql, read_routing, read_scoring
from sandbox.engine.language.talks import read_after_contact, read_nurture, read_sql
from sandbox.engine.policy import Policy
from sandbox.files.document import Document
from sandbox.files.settings import Setting, apply_settings
from sandbox.files.text import read_text
from sandbox.files.told import in_order
from sandbox.files.version import check_version
from sandbox.files.vocabulary import find_vocabulary, load_vocabulary
from sandbox.files.yaml_places import compose


def load_policy(
    path: Path,
    limits: Limits = DEFAULT_LIMITS,
    vocabulary: Vocabulary | None = None,
    *,
    settings: Sequence[Setting] = (),
) -> Checked[Policy]:
    """Return the policy of a file, or everything that is wrong with it.

    Without a vocabulary, the nearest one beside or above the file is read, else the one that ships; what is wrong with
    it is told as well. The settings that fit change the file before it is checked.
    """
    text = read_text(path, max_bytes=limits.yaml_bytes)
    told = text.diagnostics
    if vocabulary is None:
        read = load_vocabulary(find_vocabulary(path), limits)
        told += read.diagnostics
        vocabulary = read.value
    if text.value is None or vocabulary is None:
        return Checked(value=None, diagnostics=told)
    policy = parse_policy(text.value.text, str(path), vocabulary, limits, sha256=text.value.sha256, settings=settings)
    return Checked(value=policy.value, diagnostics=told + policy.diagnostics)


def parse_policy(
    text: str,
    file: str,
    vocabulary: Vocabulary,
    limits: Limits = DEFAULT_LIMITS,
    *,
    sha256: str = "",
    settings: Sequence[Setting] = (),
) -> Checked[Policy]:
    """Return the policy that a text states, or everything that is wrong with it; never raises.

    `file` names the text in diagnostics, and its stem becomes the policy's id. `sha256` is that of the file's bytes,
    by default that of the text. The settings that fit change what the text says before it is checked.
    """
    document, findings = compose(text, file, limits, sha256=sha256)
    if document is None:
        return Checked(value=None, diagnostics=findings)
    return check_policy(document, findings, vocabulary, limits, settings=settings)


def check_policy(
    document: Document,
    findings: Sequence[Diagnostic],
    vocabulary: Vocabulary,
    limits: Limits = DEFAULT_LIMITS,
    *,
    settings: Sequence[Setting] = (),
) -> Checked[Policy]:
    """Return the policy that a document states, or all that is wrong with it, `findings` of its YAML included."""
    if settings:
        document, _ = apply_settings(document, settings, policy_schema())
    newer = check_version(document, LANGUAGE_VERSION, "policy language")
    if newer is not None:
        return Checked(value=None, diagnostics=(newer,))
    draft = Draft(document=document, vocabulary=vocabulary, limits=limits)
    policy = _read(draft)
    if policy is not None and not has_errors((*findings, *draft.findings)):
        check_idle_parts(draft, policy)
        check_floor(draft, policy)
    told = in_order(findings, draft.findings)
    if policy is None or has_errors(told):
        return Checked(value=None, diagnostics=told)
    return Checked(value=replace(policy, source="\n".join(document.lines)), diagnostics=told)


def _read(draft: Draft) -> Policy | None:
    """Return the policy without the parts in which something is wrong, having noted what."""
    outline = draft.part(PolicyShape, ())
    check_rule_ids(draft)
    scoring = read_scoring(draft)
    grades = read_grades(draft)
    mql = read_mql(draft)
    routing = read_routing(draft)
    sql = read_sql(draft)
    after_contact = read_after_contact(draft)
    nurture = read_nurture(draft)
    playbook = replace(
        read_playbook(draft, outline),
        after_contact=tuple(row.step for row in after_contact),
        nurture=tuple(row.program for row in nurture),
    )
    check_names(draft)
    check_loops(draft, playbook)
    monotone = read_monotone(draft)
    examples = read_examples(draft)
    if outline is None or has_errors(draft.findings):
        return None
    document = draft.document
    return Policy(
        id=Path(document.file).stem,
        name=outline.name,
        summary=outline.summary,
        sha256=document.sha256,
        vocabulary=draft.vocabulary,
        scoring=scoring,
        grades=grades,
        routing=routing,
        playbook=playbook,
        mql=mql,
        sql=sql,
        after_contact=after_contact,
        nurture=nurture,
        about=about_of(outline.about),
        monotone=monotone,
        examples=examples,
        places=_places(draft),
    )


def _places(draft: Draft) -> dict[tuple[str, ...], Span]:
    """Return where keys stand that lead through mappings only, each rule's id, and its condition.

    Rules stand at (section, id), their conditions at (.., id, "when") and, in nurture, (.., id, "promote_when"), the
    team of a program at ("nurture", id, "team"); the n-th row of grades, counted from 0, at ("grades", n), its
    condition at ("grades", n, "when").
    """
    document = draft.document
    places = {
        tuple(str(step) for step in path): (
            document.key_place(path) if isinstance(draft.value(path), dict | list) else document.place(path)
        )
        for path in document.values
        if all(isinstance(step, str) for step in path)
    }
    for section in ("scoring", "routing", "after_contact", "nurture"):
        for index, row in enumerate(draft.rows(section)):
            if isinstance(row, dict) and isinstance(row.get("id"), str):
                places[section, row["id"]] = document.place((section, index, "id"))
                for key in {"when", "promote_when"} & row.keys():
                    places[section, row["id"], key] = document.place((section, index, key))
                if ("nurture", index, "touches", "team") in document.values:
                    places["nurture", row["id"], "team"] = document.place(("nurture", index, "touches", "team"))
    for index in range(len(draft.rows("grades"))):
        places["grades", str(index)] = document.place(("grades", index))
        places["grades", str(index), "when"] = document.place(("grades", index, "when"))
    return places
