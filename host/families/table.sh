# shellcheck shell=sh
# What release.sh, which is made from data/, says of this host.

# The family of this host, and what release_find finds.
family_name='' release_generation='' release_table=

# table_find: every step but `install` may have found the host supported before, and must stay able to undo.
table_find() {
    if [ "$step" = install ]; then unsupported_host; fi
    release_find "$os_id" "$os_version" ||
        fail unsupported "${os_name:-${os_id:-This system} $os_version} is not supported. kdump-host knows $supported."
}

# table_recommended: RET is the crashkernel value that the distribution has for this architecture.
table_recommended() {
    release_recommended "$host_arch" "$host_release" ||
        fail no-recommended "$os_name has no crashkernel value of its own for $host_arch. Give one."
}
