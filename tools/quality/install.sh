#!/usr/bin/env bash
# Fetches the Nu HTML checker and Lighthouse, of the versions locked beside this script, into build/quality.
set -eu
here=$(dirname "$0")
mkdir -p build/quality
if ! cmp -s "$here/package-lock.json" build/quality/package-lock.json || [ ! -d build/quality/node_modules ]; then
  cp "$here/package.json" build/quality/
  cp "$here/package-lock.json" build/quality/.new-lock && mv build/quality/.new-lock build/quality/package-lock.json
  (cd build/quality && npm ci --ignore-scripts --no-audit --no-fund --silent)
fi
