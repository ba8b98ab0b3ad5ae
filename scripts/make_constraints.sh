#!/bin/sh
# Writes constraints.txt: the newest versions that pyproject.toml allows, resolved together in an empty environment.
# Run on Python 3.11, the oldest we support: what installs there also installs on newer ones, not the other way round.
set -eu
cd "$(dirname "$0")/.."
python=${PYTHON:-python3.11}
if ! "$python" -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' 2>/dev/null; then
    echo "constraints.txt is made on Python 3.11: make constraints PYTHON=python3.11" >&2
    exit 1
fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
CC=$(scripts/find_compiler.sh "$python")
export CC
"$python" -m venv "$work/venv"
"$work/venv/bin/python" -m pip install -qq --disable-pip-version-check -e '.[app,dev,e2e]'
{
    echo "# Exact versions of everything: run time, browser app, development tools."
    echo "# Made on Python 3.11 by \`make constraints\` (pip freeze --exclude-editable); do not edit by hand."
    "$work/venv/bin/python" -m pip freeze -qq --disable-pip-version-check --exclude-editable
} >"$work/constraints.txt"
if grep ' @ ' "$work/constraints.txt" >&2; then
    echo "The packages above came from an address instead of the package index; constraints.txt was not written." >&2
    exit 1
fi
cp "$work/constraints.txt" constraints.txt
