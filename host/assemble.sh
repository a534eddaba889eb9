#!/bin/sh
# sh host/assemble.sh [server] > PROGRAM: kdump-host, or kdump-server, as it goes to a host, one file without comments
# and blank lines. Lines that begin with # are dropped wherever they stand, so no here-document may hold one. '@FILE@'
# stands for a file beside the part, of which the same goes, and whose code may hold no single quote.
set -eu
cd "$(dirname "$0")"
printf '#!/bin/sh\n'
while read -r file; do
    awk -v beside="${file%/*}" '
        /^[ \t]*(#|$)/ { next }
        /^[a-z_]+=\047@[a-z.]+@\047$/ {
            split($0, part, "@")
            printf "%s", part[1]
            inside = 0
            while ((getline line <(beside "/" part[2])) > 0) {
                if (line ~ /^[ \t]*(#|$)/) continue
                if (index(line, "\047")) exit 1
                print line
                inside = 1
            }
            if (!inside) exit 1
            print part[3]
            next
        }
        { print }' "$file"
done <"${1:-.}/MANIFEST"
