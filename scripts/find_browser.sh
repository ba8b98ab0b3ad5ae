#!/bin/sh
# Prints the system's Chromium or Chrome; never downloads one.
set -eu
for program in chromium chromium-browser google-chrome; do
    if command -v "$program"; then
        exit 0
    fi
done
cat >&2 <<END
The tests in the browser need Chromium or Chrome, and there is none on the PATH (chromium, chromium-browser, google-chrome).

  Debian           sudo apt install chromium
  Fedora           sudo dnf install chromium
END
exit 1
