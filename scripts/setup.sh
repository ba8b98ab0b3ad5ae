#!/bin/sh
# Makes .venv and installs the sandbox into it, with the browser app and the development tools. Safe to repeat.
set -eu
cd "$(dirname "$0")/.."
venv=.venv

# A half-made .venv, or one whose Python was removed or is too old, is made anew.
if ! $venv/bin/python -c 'import sys, pip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
    python=$(scripts/find_python.sh)
    if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
        cat >&2 <<END
$("$python" --version) cannot make virtual environments (the module ensurepip or venv is missing).

  Debian, Ubuntu   sudo apt install python3-venv   (or python3.12-venv, to match the version)
END
        exit 1
    fi
    scripts/find_compiler.sh "$python" >/dev/null
    echo "Making .venv with $("$python" --version); the packages take a minute or two."
    "$python" -m venv --clear $venv
else
    echo "Bringing .venv up to date."
fi

scripts/install_durable_rules.sh $venv/bin/python
$venv/bin/python -m pip install -qq --disable-pip-version-check -c constraints.txt -e '.[app,dev]'
touch $venv/.installed
