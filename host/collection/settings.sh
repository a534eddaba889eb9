# shellcheck shell=sh
# What was declared: $state/collection has a line `KEY VALUE` each, first `kind s3` or `kind ssh`. While it is there, a
# collection is declared, and nothing may delete a dump that is not marked (mark.sh).

settings_kind='' settings_bucket='' settings_endpoint='' settings_region='' settings_prefix=
settings_user='' settings_address='' settings_port='' settings_path=

settings_read() {
    records_read "$state/collection" ' ' kind=settings_kind bucket=settings_bucket endpoint=settings_endpoint \
        region=settings_region prefix=settings_prefix user=settings_user address=settings_address port=settings_port \
        path=settings_path
    settings_port=${settings_port:-22}
    # What an earlier version called it.
    if [ "$settings_kind" = sftp ]; then settings_kind=ssh; fi
}
