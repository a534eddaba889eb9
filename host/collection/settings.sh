# shellcheck shell=sh
# What was declared: $state/collection has a line `KEY VALUE` each, first `kind s3` or `kind ssh`. While it is there, a
# collection is declared, and nothing may delete a dump that is not marked (mark.sh).

settings_read() {
    settings_kind=
    settings_bucket='' settings_endpoint='' settings_region='' settings_prefix=
    settings_user='' settings_address='' settings_port=22 settings_path=
    while read -r collection_word collection_value; do
        case $collection_word in
        kind) settings_kind=$collection_value ;;
        bucket) settings_bucket=$collection_value ;;
        endpoint) settings_endpoint=$collection_value ;;
        region) settings_region=$collection_value ;;
        prefix) settings_prefix=$collection_value ;;
        user) settings_user=$collection_value ;;
        address) settings_address=$collection_value ;;
        port) settings_port=$collection_value ;;
        path) settings_path=$collection_value ;;
        esac
    done <"$state/collection"
    # What an earlier version called it.
    if [ "$settings_kind" = sftp ]; then settings_kind=ssh; fi
}
