"""Streamlit's settings: nothing leaves the machine, no traceback reaches a page, and they apply wherever it starts."""

import os
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]
SETTINGS = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
ASK = """
import sys
from streamlit import config
config._main_script_path = sys.argv[1]
print(config.get_option("browser.gatherUsageStats"), config.get_option("client.showErrorDetails"))
"""


def test_nothing_is_sent_and_nothing_is_shown_that_should_not_be() -> None:
    assert SETTINGS["browser"]["gatherUsageStats"] is False
    assert SETTINGS["client"]["showErrorDetails"] == "none"
    assert SETTINGS["client"]["disableDataExport"] is True
    assert SETTINGS["server"]["enableCORS"] is True
    assert SETTINGS["server"]["enableXsrfProtection"] is True
    assert SETTINGS["server"]["address"] == "127.0.0.1"


def test_fonts_and_icons_are_those_of_the_system() -> None:
    texts = [(ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8")]
    texts += [path.read_text(encoding="utf-8") for path in (ROOT / "sandbox" / "ui").rglob("*.py")]
    texts += [path.read_text(encoding="utf-8") for path in (ROOT / "sandbox" / "ui").rglob("*.css")]
    for text in texts:
        assert "http://" not in text
        assert "https://" not in text
        assert ":material/" not in text


def test_settings_apply_from_any_folder_and_before_those_found_there(tmp_path: Path) -> None:
    (tmp_path / ".streamlit").mkdir()
    (tmp_path / ".streamlit" / "config.toml").write_text("[browser]\ngatherUsageStats = true\n", encoding="utf-8")
    environment = {key: value for key, value in os.environ.items() if not key.startswith("STREAMLIT_")}
    done = subprocess.run(
        [sys.executable, "-c", ASK, str(ROOT / "app.py")],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.split() == ["False", "none"]
