#!/bin/sh
# Prints a Python of at least 3.11: the one in $PYTHON, else the newest tried one on the PATH.
set -eu

new_enough() {
    command -v "$1" >/dev/null 2>&1 && "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null
}

asked=${PYTHON:-python3}
if new_enough "$asked"; then
    echo "$asked"
    exit 0
fi

# An interpreter asked for by name is never replaced silently.
if [ "$asked" = python3 ]; then
    for other in python3.13 python3.12 python3.11; do
        if new_enough "$other"; then
            echo "$other"
            exit 0
        fi
    done
fi

found=$("$asked" --version 2>&1) || found="no such program"
cat >&2 <<END
The sandbox needs Python 3.11 or newer. Tried '$asked': $found.

  Debian, Ubuntu   sudo apt install python3 python3-venv python3-dev   (Debian 12, Ubuntu 24.04 or newer)
  Fedora           sudo dnf install python3 python3-devel
  macOS            brew install python@3.13

Another interpreter is named like this: make setup PYTHON=/path/to/python3.12
END
exit 1
