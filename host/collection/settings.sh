# shellcheck shell=sh
# What was declared: $state/collection has a line `KEY VALUE` each, first `kind s3` or `kind ssh`. While it is there, a
# collection is declared, and nothing may delete a dump that is not marked (mark.sh).
collection_service=$root/etc/systemd/system/pulumi-kdump-collect.service
collection_timer=$root/etc/systemd/system/pulumi-kdump-collect.timer

collection_read() {
    collection_kind=
    collection_bucket='' collection_endpoint='' collection_region='' collection_prefix=
    collection_user='' collection_address='' collection_port=22 collection_path=
    while read -r collection_word collection_value; do
        case $collection_word in
        kind) collection_kind=$collection_value ;;
        bucket) collection_bucket=$collection_value ;;
        endpoint) collection_endpoint=$collection_value ;;
        region) collection_region=$collection_value ;;
        prefix) collection_prefix=$collection_value ;;
        user) collection_user=$collection_value ;;
        address) collection_address=$collection_value ;;
        port) collection_port=$collection_value ;;
        path) collection_path=$collection_value ;;
        esac
    done <"$state/collection"
    # What an earlier version called it.
    if [ "$collection_kind" = sftp ]; then collection_kind=ssh; fi
}

# lock_collection: a run of `collect` at a time. It takes hours where a dump is large, so it keeps no other step waiting.
lock_collection() {
    if [ ! -f "$state/collection" ]; then fail no-collection "No collection is declared on this host. Declare a DumpCollection for it."; fi
    lock_file "$state/collection.lock"
    exec 7>>"$state/collection.lock"
    lock_wait 7 "another run of the collection"
    lock_names collection
}
