#!/bin/bash
# Puts a real Asterisk into a folder of its own: install.sh FOLDER. Debian's package of sid (22) or, when that cannot be
# installed, of bullseye (16). Needs root, debootstrap and the network; under a minute. A folder that has one is left.
set -uo pipefail
folder=$1
[ -x "$folder/usr/sbin/asterisk" ] && [ -e "$folder/installed" ] && exit 0

for suite in sid bullseye; do
  rm -rf "$folder"
  mkdir -p "$folder"
  if timeout 900 debootstrap --variant=minbase --include=asterisk "$suite" "$folder" >"$folder.log" 2>&1; then
    rm -rf "$folder"/var/cache/apt/archives/*.deb
    touch "$folder/installed"
    exit 0
  fi
  echo "debootstrap of $suite failed:" >&2
  tail -n 5 "$folder.log" >&2
done
exit 1
