#!/usr/bin/env bash
# Installs system packages where it can; else says what is missing and how to get it.
# Each argument is package:command[,command…]; a package is missing where none of its commands is there.
set -u
missing=()
for wanted in "${@:-chromium:chromium,chromium-browser,google-chrome}"; do
  there=""
  for name in $(tr , ' ' <<< "${wanted#*:}"); do command -v "$name" >/dev/null && there=yes; done
  [ -n "$there" ] || missing+=("${wanted%%:*}")
done
[ ${#missing[@]} -eq 0 ] && exit 0
if command -v apt-get >/dev/null; then
  run=""
  [ "$(id -u)" -eq 0 ] || run="sudo -n"
  echo "Installing: ${missing[*]}"
  if DEBIAN_FRONTEND=noninteractive $run apt-get update -q >/dev/null && \
     DEBIAN_FRONTEND=noninteractive $run apt-get install -y -q --no-install-recommends "${missing[@]}" >/dev/null; then
    exit 0
  fi
fi
echo "Missing: ${missing[*]}. Install it with your system's package manager and try again." >&2
exit 2
