#!/usr/bin/env bash
# The main job on bundled input: sample, freeze, two releases, and the site of the later one at a local address.
set -eu
where=${1:-build/demo}
serve=${2:-1}
upheld=.venv/bin/upheld
mkdir -p "$where"
"$upheld" sample --out "$where/extract"
"$upheld" freeze "$where/extract" --out "$where/snapshot"
"$upheld" build "$where/snapshot" --year 2019-20 --out "$where/release-2019-20"
"$upheld" build "$where/snapshot" --year 2023-24 --earlier "$where/release-2019-20" --out "$where/release-2023-24"
if [ "$serve" = 0 ]; then
  echo "Built. Look at it with: $upheld serve $where/release-2023-24 $where/release-2019-20"
else
  exec "$upheld" serve "$where/release-2023-24" "$where/release-2019-20" --open
fi
