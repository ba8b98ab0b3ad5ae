#!/bin/sh
# Drives the app in the system's Chromium. Arguments are options for pytest.
set -eu
cd "$(dirname "$0")/.."
SANDBOX_BROWSER=$(scripts/find_browser.sh)
export SANDBOX_BROWSER
.venv/bin/python -m pip install -qq --disable-pip-version-check -c constraints.txt -e '.[app,dev,e2e]'
.venv/bin/python -m pytest tests/e2e/browser "$@"
