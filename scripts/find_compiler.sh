#!/bin/sh
# Usage: find_compiler.sh PYTHON
# Prints a C compiler that can build an extension module for PYTHON; durable_rules has no ready-made wheel.
# $CC decides if it is set; else the compiler PYTHON was built with, then cc, gcc, clang.
set -eu
python=$1

works() {
    # $1 stays unquoted: CC may carry options or a wrapper, such as "ccache gcc".
    printf '%s\n' "$2" | $1 $3 -fsyntax-only -x c - >/dev/null 2>&1
}

candidates="cc gcc clang"
if [ -n "${CC:-}" ]; then
    compiler=$CC
    works "$compiler" 'int main(void) { return 0; }' '' || compiler=
else
    built_with=$("$python" -c 'import sysconfig; print((sysconfig.get_config_var("CC") or "cc").split()[0])')
    compiler=
    for candidate in $built_with $candidates; do
        if works "$candidate" 'int main(void) { return 0; }' ''; then
            compiler=$candidate
            break
        fi
    done
fi

if [ -z "$compiler" ]; then
    if [ -n "${CC:-}" ]; then
        echo "The C compiler named in CC does not work: $CC" >&2
    else
        echo "No C compiler was found (tried: $candidates)." >&2
    fi
    cat >&2 <<END
The rules engine durable_rules is built from source, which takes some seconds and a C compiler.

  Debian, Ubuntu   sudo apt install build-essential python3-dev
  Fedora           sudo dnf install gcc python3-devel
  macOS            xcode-select --install

Another compiler is named like this: CC=/path/to/cc make setup
END
    exit 1
fi

headers=$("$python" -c 'import sysconfig; print(sysconfig.get_path("include"))')
if ! works "$compiler" '#include <Python.h>' "-I$headers"; then
    cat >&2 <<END
'$compiler' works, but the headers of $("$python" --version) are missing (no Python.h in $headers).
The rules engine durable_rules is built from source and needs them.

  Debian, Ubuntu   sudo apt install python3-dev   (or python3.12-dev, to match the version)
  Fedora           sudo dnf install python3-devel
  macOS            brew install python@3.13
END
    exit 1
fi

echo "$compiler"
