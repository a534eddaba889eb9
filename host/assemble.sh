#!/bin/sh
# sh host/assemble.sh [server] > PROGRAM: kdump-host, or kdump-server, as it goes to a host, one file without comments
# and blank lines. Lines that begin with # are dropped wherever they stand, so no here-document may hold one.
set -eu
cd "$(dirname "$0")"
printf '#!/bin/sh\n'
while read -r file; do
    sed -e '/^[[:space:]]*#/d' -e '/^[[:space:]]*$/d' "$file"
done <"${1:-.}/MANIFEST"
