#!/bin/sh
# Usage: install_durable_rules.sh PYTHON
# Builds durable_rules, at the version of constraints.txt, into the environment of PYTHON, unless it is there.
set -eu
cd "$(dirname "$0")/.."
python=$1
wanted=$(grep '^durable_rules==' constraints.txt)

if "$python" -c "
import sys, importlib.metadata
import durable_rules_engine
sys.exit(importlib.metadata.version('durable_rules') != '${wanted#*==}')" 2>/dev/null; then
    exit 0
fi

CC=$(scripts/find_compiler.sh "$python")
export CC
if "$python" -c 'import sys; sys.exit(sys.version_info < (3, 13))'; then
    # Python 3.13 dropped PyEval_CallObject. Without this name the module builds and then fails to import,
    # and pip would keep that build in its cache.
    CPPFLAGS="${CPPFLAGS:-} -DPyEval_CallObject=PyObject_CallObject"
    export CPPFLAGS
    set -- --no-cache-dir --force-reinstall --no-binary durable_rules
else
    set --
fi
"$python" -m pip install -qq --disable-pip-version-check "$@" "$wanted"
"$python" -c 'import durable_rules_engine'
