"""Puts what ships at the root (policies, scenarios, a result, the app) inside the package, when a wheel is built.

Not a static force-include: hatchling would copy the files into editable installs as well, where they go stale.
"""

from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

SHIPPED = ("policies", "scenarios", "demo", "app.py", ".streamlit/config.toml")


class ShippedFiles(BuildHookInterface[Any]):
    """Maps each path of the root to `sandbox/shipped/`; a missing one fails the build."""

    PLUGIN_NAME = "shipped-files"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Add the files to the wheel; an editable install reads them where they lie."""
        if version == "standard":
            build_data["force_include"].update({path: f"sandbox/shipped/{path}" for path in SHIPPED})
