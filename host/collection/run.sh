# shellcheck shell=sh
# One run of the collection.

# collection_run_lock: a run of `collect` at a time. It takes hours where a dump is large, so it keeps no other step
# waiting.
collection_run_lock() {
    if [ ! -f "$state/collection" ]; then
        fail no-collection "No collection is declared on this host. Declare a DumpCollection for it."
    fi
    lock_long collection
}

collection_run_directory() {
    litter_dir=$state/collecting
    rm -rf "$litter_dir"
    files_space "$state" 64 disk-space
    mkdir -m 700 "$litter_dir" || fail write "$litter_dir could not be made. Is its file system full or read-only?"
}
