"""A study as one zip: its policies and scenario as they were read, result, report, and how to get the same again."""

import io
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from sandbox.report.html import report_html
from sandbox.report.plain_english.policy import plain_lines, plain_policy
from sandbox.report.summary import summary_text
from sandbox.report.verdict import verdict_text
from sandbox.study.compare import StudyResult
from sandbox.study.document import to_document, versions
from sandbox.study.request import StudyRequest, command_of
from sandbox.study.store import RESULT_FILE, document_text

_EARLIEST: Final = (1980, 1, 1, 0, 0, 0)
"""What a zip can say at the earliest; the time at which it was made would make each one different."""

_READABLE: Final = 0o644 << 16
_UNIX: Final = 3


def bundle(result: StudyResult, request: StudyRequest) -> bytes:
    """Return the zip of a study; the same study gives the same bytes.

    The policies in the zip are without the changes that the `request` makes; the command in its README makes them
    again.
    """
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in _files(result, request).items():
            entry = zipfile.ZipInfo(name, date_time=_EARLIEST)
            entry.compress_type, entry.external_attr, entry.create_system = zipfile.ZIP_DEFLATED, _READABLE, _UNIX
            archive.writestr(entry, text.encode())
    return buffer.getvalue()


def _files(result: StudyResult, request: StudyRequest) -> Mapping[str, str]:
    spec = result.spec
    command = command_of(request, with_defaults=True)
    document = to_document(result, verdict_text=verdict_text(result), request=request)
    return {
        "README.txt": _readme(result, request, command),
        "report.html": report_html(result, command=command),
        RESULT_FILE: document_text(document),
        "vocabulary.yaml": spec.policies[0].vocabulary.source,
        **{f"policies/{policy.id}.yaml": policy.source for policy in spec.policies},
        **{f"plain/{policy.id}.txt": "\n".join(plain_lines(plain_policy(policy))) + "\n" for policy in spec.policies},
        f"scenario/{spec.scenario.id}.yaml": spec.scenario.source,
    }


def _readme(result: StudyResult, request: StudyRequest, command: str) -> str:
    """Return what is in the zip, and the command that gives the same result from its files."""
    lines = [summary_text(result), ""]
    lines += ["report.html     the report: open it in any browser; it asks nothing of the network"]
    lines += [f"{RESULT_FILE}     the same for programs"]
    lines += ["policies/       the policies as they were read", "plain/          the same in plain English"]
    lines += ["scenario/       the market and the team in which they were tried", ""]
    if request.settings:
        lines += ["Changed for this study, not in the files:", *(f"  {setting}" for setting in request.settings), ""]
    if result.spec.scenario.demand.trace is not None:
        lines += [
            "The scenario replays arrivals from a file that is not in here: put it beside the scenario.",
            "",
        ]
    lines += ["The same again, from the folder into which this was unpacked:", f"  {_command(result, request)}", ""]
    lines += ["It was made by:", f"  {command}", ""]
    lines += [f"{name} {version}" for name, version in versions().items()]
    return "\n".join(lines).lstrip("\n") + "\n"


def _command(result: StudyResult, request: StudyRequest) -> str:
    spec = result.spec
    policies = tuple(f"policies/{policy.id}.yaml" for policy in spec.policies)
    unpacked = replace(request, policies=policies, scenario=f"scenario/{spec.scenario.id}.yaml")
    return command_of(unpacked, with_defaults=True)
