"""The text in the studio: where it starts, what became of it, and the way back."""

import os
import re
import shlex
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import streamlit as st

from sandbox.domain.limits import megabytes
from sandbox.files.shipped import list_policies
from sandbox.files.text import decode_text, read_text
from sandbox.files.workspace import WORKSPACE, saved_policies
from sandbox.ui.environment import server
from sandbox.ui.markup import paragraph
from sandbox.ui.remembered import pick, put, remembered

START: Final = "studio_start"
_OPENED: Final = "studio_opened"
_UPLOADS: Final = "studio_uploads"
_NOTICE: Final = "studio_notice"
_DEFAULT: Final = "five_minutes_six_touches"
SHIPPED: Final = "as it ships"
NOT_YET: Final = "There is nothing to show until the errors in the text are corrected."
_HEIGHT_PX: Final = 620


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """A text to start from: the name that its file has or had, where it comes from, and how to read it."""

    name: str
    origin: str
    read: Callable[[], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A text as it stands in the editor, and the one that it was made from."""

    name: str
    origin: str
    text: str
    original: str

    @property
    def file(self) -> str:
        """The name of the file that it was made from; its stem becomes the id of the policy."""
        return f"{self.name}.yaml"

    @property
    def own_name(self) -> str:
        """A name for it that no policy that ships has."""
        return f"my_{self.name}" if self.name in {path.stem for path in list_policies()} else self.name

    @property
    def in_terminal(self) -> str:
        """What a command calls it: the shipped name where nothing was changed, else the file to download."""
        is_as_shipped = self.origin == SHIPPED and self.text == self.original
        return self.name if is_as_shipped else f"{self.own_name}.yaml"


def starts() -> Mapping[str, Start]:
    """Return what can be started from, by a key of its own: what ships, what was saved, what was opened here."""
    found = {path.stem: _of_file(path, SHIPPED) for path in list_policies()}
    folder = workspace()
    saved = {} if folder is None else saved_policies(folder)
    found |= {f"saved:{name}": _of_file(path, "as it was saved") for name, path in saved.items()}
    opened: Mapping[str, str] = st.session_state.get(_OPENED, {})
    found |= {
        f"opened:{name}": Start(name=name, origin="as it was opened", read=lambda text=text: text)  # type: ignore[misc]
        for name, text in opened.items()
    }
    return found


def workspace() -> Path | None:
    """Return the folder in which policies may be saved; None where nothing is written anywhere."""
    named = os.environ.get(WORKSPACE, "")
    return Path(named) if named else None


def _of_file(path: Path, origin: str) -> Start:
    def read() -> str:
        text = read_text(path, max_bytes=server().limits.yaml_bytes).value
        return "" if text is None else _with_plain_ends(text.text)

    return Start(name=path.stem, origin=origin, read=read)


def _with_plain_ends(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")  # as browsers give them back


def pick_start() -> tuple[str, Start]:
    """Draw what can be started from, and return the choice with its key."""
    offered = starts()
    left, right = st.columns(2, gap="medium")
    with left:
        key = pick(
            START,
            "Start from",
            {key: f"{one.name}.yaml, {one.origin}" for key, one in offered.items()},
            _DEFAULT,
            "What you change in one policy is kept while this tab is open, also when you look at another.",
        )
    with right:
        number = st.session_state.get(_UPLOADS, 0)
        widget = f"studio_upload_{number}"
        st.file_uploader(
            "Or open a policy of yours (YAML)",
            type=["yaml", "yml"],
            key=widget,
            on_change=_open,
            args=(key,),
            max_upload_size=megabytes(server().limits.yaml_bytes),
        )
    shown_at, notice = st.session_state.get(_NOTICE, (key, ""))
    if notice and shown_at == key:
        paragraph(notice)
    return key, offered[key]


def edit(key: str, start: Start) -> Draft:
    """Draw the editor and return what stands in it."""
    original = start.read()
    text = remembered(
        _text_of(key),
        original,
        lambda widget, begun: st.text_area(
            f"The policy, {start.name}.yaml",
            begun,
            key=widget,
            height=_HEIGHT_PX,
            max_chars=server().limits.yaml_bytes,
            help="It is checked when you leave the field, or press Ctrl and Enter.",
        ),
    )
    is_changed = text != original
    st.button(
        "Undo all changes",
        on_click=put,
        args=(_text_of(key), original),
        disabled=not is_changed,
        key="studio_undo",
    )
    return Draft(name=start.name, origin=start.origin, text=text, original=original)


def show_command(draft: Draft, *words: str) -> None:
    """Draw the command that gives the same in a terminal."""
    needs_file = draft.in_terminal != draft.name
    paragraph(f"The same in a terminal{', with the policy downloaded' if needs_file else ''}:", "muted")
    st.code(shlex.join(["sandbox", *words]), language=None, wrap_lines=True)


def _text_of(key: str) -> str:
    """Return the name under which a text is remembered; each has its own, so that changes to several are kept."""
    return f"studio_text/{key}"


def _open(shown_at: str) -> None:
    """Take an uploaded policy into the session; its name only names it, and no file is written."""
    number = st.session_state.get(_UPLOADS, 0)
    uploaded = st.session_state.get(f"studio_upload_{number}")
    st.session_state[_UPLOADS] = number + 1
    st.session_state.pop(_NOTICE, None)
    if uploaded is None:
        return
    raw = uploaded.getvalue()
    name = safe_name(uploaded.name)
    most = server().limits.yaml_bytes
    if len(raw) > most:
        st.session_state[_NOTICE] = (shown_at, f"The file was not opened: it is larger than {most:,} bytes.")
        return
    read = decode_text(raw, f"{name}.yaml")
    if read.value is None:
        st.session_state[_NOTICE] = (shown_at, f"The file was not opened: {read.diagnostics[0].message}.")
        return
    text = _with_plain_ends(read.value.text)
    st.session_state[_OPENED] = {**st.session_state.get(_OPENED, {}), name: text}
    put(_text_of(f"opened:{name}"), text)
    put(START, f"opened:{name}")


def safe_name(uploaded: str) -> str:
    """Return a name for a policy made of what an uploaded file is called: letters, digits and _ only."""
    stem = re.split(r"[/\\]", uploaded)[-1].lower().removesuffix(".yml").removesuffix(".yaml")
    return re.sub(r"[^a-z0-9]+", "_", stem).strip("_")[:40] or "policy"
