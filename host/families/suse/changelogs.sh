# shellcheck shell=sh
# zypper reads no changelogs, but the patches of its repositories, each with the list of what it mends. They are in its
# cache, which nothing of this refreshes. openSUSE Tumbleweed has none.

# suse_changelogs RELEASE DIR
suse_changelogs() {
    local suse_asked=
    rpm_changelogs_own "$1" || return 1
    if suse_changelogs_ask "$2"; then suse_asked=zypper; fi
    rpm_changelogs_newer "$suse_asked" "$2"
}

# suse_changelogs_ask DIR: DIR/changelogs is what the patches of the kernel say, in the form that dnf has.
suse_changelogs_ask() {
    local suse_patches
    suse_patches=$(suse_changelogs_zypper search -s -t patch --conflicts "$rpm_kernel" |
        sed -n 's/^[^|]*| *\([A-Za-z0-9][A-Za-z0-9._:+-]*\) *| patch .*/\1/p' | sort -u | tail -n 100)
    if [ -z "$suse_patches" ]; then return 1; fi
    # shellcheck disable=SC2086
    suse_changelogs_zypper info -t patch --conflicts $suse_patches |
        awk -v package="$rpm_kernel.$rpm_arch" -v name="$rpm_kernel" -v arch="$rpm_arch" '
            /^[^ ]/ {
                isText = /^Description *:/
                isOther = /^Conflicts *:/
                if (/^Information for patch /) text = ""
                next
            }
            isText { text = text substr($0, 5) "\n" }
            isOther && $1 == package && $2 == "<" && NF == 3 {
                printf "Changelog for %s-%s.%s\n%s", name, $3, arch, text
            }' >"$1/changelogs"
    [ -s "$1/changelogs" ]
}

suse_changelogs_zypper() {
    timeout -k 5 60 zypper --non-interactive --quiet --no-refresh "$@" 2>>"$log" </dev/null | head -c 33554432
}
