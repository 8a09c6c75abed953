#!/usr/bin/env bash
# Fetches the fonts' packages again: the letters' are written as TrueType (src/upheld/writing/fonts/README.md), the
# website's are cut in two (tools/webfonts.py).
set -euo pipefail
cd "$(dirname "$0")/.."
command -v npm >/dev/null || { echo "This needs npm; on Debian and Ubuntu: apt install npm"; exit 2; }
packages="$(mktemp -d)"
trap 'rm -rf "$packages"' EXIT
.venv/bin/uv pip install --quiet --python .venv/bin/python fonttools==4.68.0 brotli==1.2.1
# The versions are pinned in tools/fonts.py and tools/webfonts.py: the same command gives the same bytes.
{ .venv/bin/python -m tools.fonts --packages; .venv/bin/python -m tools.webfonts --packages; } | sort -u | xargs npm install --prefix "$packages" --no-save --no-audit --no-fund --ignore-scripts
.venv/bin/python -m tools.fonts "$packages/node_modules"
.venv/bin/python -m tools.webfonts "$packages/node_modules"
