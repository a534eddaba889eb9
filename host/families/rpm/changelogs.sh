# shellcheck shell=sh
# What the changelogs of kernels say: of those that are installed, and of those that a package manager knows.

# The package of the kernel that crashed: its name, version and architecture.
rpm_kernel='' rpm_evr='' rpm_arch=

# rpm_changelogs_own RELEASE: by the owner of its image. Status 1 where it is not installed.
rpm_changelogs_own() {
    local rpm_file
    rpm_kernel=
    for rpm_file in "/boot/vmlinuz-$1" "/usr/lib/modules/$1/vmlinuz" "/lib/modules/$1/vmlinuz"; do
        RET=$(timeout -k 5 20 rpm -qf --qf '%{NAME} %{VERSION}-%{RELEASE} %{ARCH}\n' "$rpm_file" 2>/dev/null |
            head -n 1) || RET=
        if rpm_changelogs_named "$RET"; then return 0; fi
    done
    return 1
}

# rpm_changelogs_named "NAME VERSION ARCH": sets them. Status 1 for anything else.
rpm_changelogs_named() {
    case $1 in
    *[!A-Za-z0-9._+~^:\ -]* | *' '*' '*' '* | -* | *' -'*) return 1 ;;
    ?*' '?*' '?*) ;;
    *) return 1 ;;
    esac
    rpm_kernel=${1%% *} rpm_arch=${1##* } rpm_evr=${1#* }
    rpm_evr=${rpm_evr% *}
}

# rpm_changelogs_newer MANAGER DIR: first the changelog of the crashed kernel, then those of newer packages of its name
# and architecture. What MANAGER knows is in DIR/changelogs; without it that something is installed is all that there
# is to tell.
rpm_changelogs_newer() {
    local rpm_list rpm_version rpm_source
    rpm_list=$(
        {
            printf '%s\n' "$rpm_evr"
            timeout -k 5 20 rpm -q --qf '%{VERSION}-%{RELEASE} %{ARCH}\n' "$rpm_kernel" 2>/dev/null |
                sed -n "s/^\([A-Za-z0-9._+~^:-]*\) $rpm_arch\$/\1 rpm/p"
            if [ -n "$1" ]; then rpm_changelogs_known "$1" "$2"; fi
        } | rpm_changelogs_sort
    ) || return 1
    if [ -z "$1$rpm_list" ]; then return 1; fi
    rpm_source=rpm
    if ! rpm -q "$rpm_kernel-$rpm_evr.$rpm_arch" >/dev/null 2>&1; then rpm_source=$1; fi
    printf '@ %s %s own\n' "$rpm_kernel" "$rpm_evr"
    rpm_changelogs_text "$rpm_source" "$rpm_evr" "$2"
    while read -r rpm_version rpm_source; do
        if [ -z "$rpm_version" ]; then continue; fi
        printf '@ %s %s %s\n' "$rpm_kernel" "$rpm_version" "$rpm_source"
        rpm_changelogs_text "$rpm_source" "$rpm_version" "$2"
    done <<LIST
$rpm_list
LIST
}

# rpm_changelogs_sort: of lines `VERSION SOURCE` those with a newer version than the first has, each version once, the
# oldest first. rpm's own comparison is in its Lua (rpm.vercmp), which every rpm has built in.
rpm_changelogs_sort() {
    timeout -k 5 20 rpm --eval '%{lua:
        local own, newer, seen = io.read(), {}, {}
        local version = function(line) return line:match("^[^ ]+") or "" end
        for line in io.lines() do
            if not seen[version(line)] and rpm.vercmp(version(line), own) > 0 then newer[#newer + 1] = line end
            seen[version(line)] = true
        end
        table.sort(newer, function(one, other) return rpm.vercmp(version(one), version(other)) < 0 end)
        print(table.concat(newer, "\n"))
    }' 2>/dev/null | head -n 64
}

# rpm_changelogs_known MANAGER DIR: a line `VERSION MANAGER` for each package that DIR/changelogs is of. dnf has a line
# above each, and one for several that are of one source: `Changelog for PACKAGE`, or `Changelogs for PACKAGE, PACKAGE`.
rpm_changelogs_known() {
    sed -n 's/^Changelogs\{0,1\} for //p' "$2/changelogs" | tr -d ' ' | tr ',' '\n' |
        sed -n "s/^$rpm_kernel-\([0-9][A-Za-z0-9._+~^:-]*-[A-Za-z0-9._+~^]*\)\.$rpm_arch\$/\1 $1/p"
}

# rpm_changelogs_text SOURCE VERSION DIR: a blank before each line.
rpm_changelogs_text() {
    if [ "$1" = rpm ]; then
        timeout -k 5 30 rpm -q --changelog "$rpm_kernel-$2.$rpm_arch" 2>/dev/null </dev/null | sed 's/^/ /' || :
        return 0
    fi
    awk -v wanted="$rpm_kernel-$2.$rpm_arch" '
        /^Changelogs? for / {
            isWanted = 0
            n = split($0, names, /[ ,]+/)
            for (i = 3; i <= n; i++) if (names[i] == wanted) isWanted = 1
            next
        }
        isWanted { print " " $0 }' "$3/changelogs"
}
