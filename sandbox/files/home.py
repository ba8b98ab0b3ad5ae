"""The one folder in which the sandbox keeps things between calls."""

from pathlib import Path

from platformdirs import user_cache_path

HOME_VARIABLE = "SANDBOX_HOME"
"""The environment variable that names another folder; read where the sandbox is started, never in the core."""


def home_folder(named: str | None) -> Path:
    """Return the folder that was named, else the platform's place for what may be deleted; it need not exist yet."""
    return Path(named) if named else user_cache_path("lead-policy-sandbox", appauthor=False)
