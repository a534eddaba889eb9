# shellcheck shell=sh
# Changelogs of the kernels that are installed, as their packages have them. apt's repositories have none: `apt-get
# changelog` asks another host for them.

# debian_changelogs RELEASE DIR: status 1 where no newer kernel is installed, for nothing else can be told.
debian_changelogs() {
    local debian_flavour debian_version debian_list debian_package='' debian_one='' debian_next=
    debian_package_versions "linux-image-$1" "linux-image-unsigned-$1"
    debian_version=${RET%%"$NL"*}
    debian_version=${debian_version#* }
    debian_changelogs_files "$1"
    if [ -z "$debian_version" ] || [ -z "$RET" ]; then return 1; fi
    debian_changelogs_flavour "$1"
    debian_flavour=$RET debian_next=
    debian_package_versions 'linux-image-[0-9]*' 'linux-image-unsigned-[0-9]*'
    debian_list=$RET
    debian_changelogs_next "$debian_version"
    if [ -z "$debian_package" ]; then return 1; fi
    debian_changelogs_print "linux-image-$1" "$debian_version" own
    while [ -n "$debian_package" ]; do
        debian_changelogs_print "$debian_package" "$debian_next" dpkg
        debian_changelogs_next "$debian_next"
    done
}

# debian_changelogs_next VERSION: debian_package of debian_list is of the next version after VERSION that has a
# changelog, and debian_next is that; empty where there is none.
debian_changelogs_next() {
    debian_package='' debian_next=
    while read -r debian_one RET; do
        debian_version=$RET
        if [ -z "$debian_one" ] || ! dpkg --compare-versions "$debian_version" gt "$1"; then continue; fi
        if [ -n "$debian_next" ] && ! dpkg --compare-versions "$debian_version" lt "$debian_next"; then continue; fi
        debian_changelogs_flavour "${debian_one#linux-image-}"
        if [ "$RET" != "$debian_flavour" ]; then continue; fi
        debian_changelogs_files "${debian_one#linux-image-}"
        if [ -n "$RET" ]; then debian_package=$debian_one debian_next=$debian_version; fi
    done <<LIST
$debian_list
LIST
}

# debian_changelogs_flavour RELEASE: RET is what follows the numbers, such as cloud-amd64 or generic.
debian_changelogs_flavour() {
    RET=${1#unsigned-}
    RET=${RET#*-}
    case $RET in
    [0-9]*-*) RET=${RET#*-} ;;
    esac
}

# debian_changelogs_files RELEASE: RET is the changelogs of its packages, a blank before each. That of Ubuntu's signed
# image says no more than what it was signed of, and the modules have the whole.
debian_changelogs_files() {
    local debian_file
    set -- "${1#unsigned-}"
    RET=
    for debian_file in "$root/usr/share/doc/linux-modules-$1"/changelog*.gz \
        "$root/usr/share/doc/linux-image-$1"/changelog*.gz \
        "$root/usr/share/doc/linux-image-unsigned-$1"/changelog*.gz; do
        if [ -f "$debian_file" ]; then RET="$RET $debian_file"; fi
    done
}

# debian_changelogs_print PACKAGE VERSION SOURCE
debian_changelogs_print() {
    printf '@ %s %s %s\n' "$1" "$2" "$3"
    debian_changelogs_files "${1#linux-image-}"
    # shellcheck disable=SC2086
    gzip -dc $RET 2>/dev/null | sed 's/^/ /' || :
}
