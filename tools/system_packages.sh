#!/usr/bin/env bash
# Installs the system packages that the tests need, where it can; else says what is missing and how to get it.
set -u
missing=()
command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null || missing+=(chromium)
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
echo "Missing: ${missing[*]}. The browser tests need it; install it with your system's package manager and try again." >&2
exit 2
