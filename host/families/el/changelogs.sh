# shellcheck shell=sh
# Changelogs of kernels that dnf's repositories have: of each the latest ten entries, as createrepo_c leaves them. yum
# has none, unless by a plugin, so that only those that are installed are read there.

# el_changelogs RELEASE DIR
el_changelogs() {
    local el_asked=
    el_traits
    if ! rpm_changelogs_own "$1"; then
        if [ "$el_manager" != dnf ]; then return 1; fi
        el_changelogs_owner "$1" || return 1
    fi
    if [ "$el_manager" = dnf ] && el_changelogs_ask "$2"; then el_asked=dnf; fi
    rpm_changelogs_newer "$el_asked" "$2"
}

# el_changelogs_owner RELEASE: the package of a kernel that is not installed.
el_changelogs_owner() {
    RET=$(el_changelogs_dnf repoquery --whatprovides "kernel-uname-r = $1" \
        --qf '%{name} %{version}-%{release} %{arch}\n' | grep -m 1 '^kernel') || RET=
    rpm_changelogs_named "$RET"
}

# el_changelogs_ask DIR: DIR/changelogs is what dnf knows. Where the repositories cannot be reached, its cache counts.
el_changelogs_ask() {
    el_changelogs_dnf repoquery --changelogs "$rpm_kernel" >"$1/changelogs"
    if [ ! -s "$1/changelogs" ]; then
        el_changelogs_dnf -C repoquery --changelogs "$rpm_kernel" >"$1/changelogs"
    fi
    [ -s "$1/changelogs" ]
}

# el_changelogs_dnf ARGUMENT...: it reads, and neither asks anything nor imports a key.
el_changelogs_dnf() {
    timeout -k 5 60 dnf -q "$@" 2>>"$log" </dev/null | head -c 33554432
}
