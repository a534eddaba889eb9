import { isMachinery } from "../machinery";
import { sourceSymbol } from "../place";

/**
 * Families of functions that bugs come through and are not in: whoever called them is to blame. The patterns are of
 * names without their leading underscores.
 */
const families: RegExp[] = [
    // What looks for faults and prints what it found, beside what is machinery.
    /^(?:sanitizer|kmemleak|ref_tracker)_|^(?:object_is_|\w{1,60}_is_static_object|imbalance_bug|seqprop_assert|might_fault|assertfail|get_taint|check_bogus_address|warn_|print_|debug_(?:dma_assert|lockdep))/,
    // Locks, and what follows them.
    /^(?:(?:do|raw|arch|native|queued|pv|ticket|rt)_)*(?:spin|read|write|rwlock|spinning|qspinlock|mcs_spin|seqcount)_(?:rq|lock|trylock|unlock|seqbegin|seqretry|seqlock|sequnlock|wait)/,
    /^(?:(?:rt_|ww_)?mutex_|rt_spin_|rwsem_|osq_|lock_sock|release_sock|downgrade_write|owner_on_cpu|percpu_(?:down|up)_|down(?:_(?:read|write|trylock|interruptible|killable|timeout)|$)|up(?:_(?:read|write)|$)|local_bh_|bh_(?:enable|disable)|rcu_read_|lock_(?:acquire|release|is_held|class|contended|acquired)|(?:un)?lock_page|(?:reacquire|mark)_held_locks|mark_(?:lock|usage)|validate_chain|register_lock_class|assign_lock_key|look_up_lock_class|trace_(?:hard|soft)irq)/,
    // Single operations on memory, bits and counters.
    /^(?:(?:arch|raw|instrument|generic|constant)_)*(?:atomic(?:64|_long)?_|refcount_|kref_|xchg|cmpxchg|(?:test|set|clear|change|assign)_(?:and_\w+_)?bit)/,
    /^(?:memory_(?:is|to)_|mem(?:cpy|set|move|cmp|chr|dup|scan|zero)|str(?:n|l|s|case|ncase|rep|scnp)?(?:cpy|cmp|cat|len|chr|rchr|str|dup|spn|pbrk|sep)|(?:hex_)?string(?:_nocheck)?$|pointer(?:_string)?$|number$|v?sc?n?printf|k?v?asprintf|v?printk|va_format|hex_dump|crc\d|crc_|phys_addr|virt_to_phys|read_once|write_once|read_word)/,
    /^(?:copy_(?:to|from)_|copy_in_user|copy_(?:page|folio)_(?:to|from)_iter|copy_user_(?:generic|enhanced|highpage|fast)|copy_overflow|copy_page$|copy(?:in|out)$|raw_copy_|(?:get|put)_user(?:_nocheck)?(?:_\d)?$|extract_(?:user|iter)_to_sg|clear_user|simple_copy_to_iter)/,
    /^(?:(?:raw_|io)?(?:read|write)[bwlq]$|logic_(?:in|out)|x86_indirect_thunk|x86_return_thunk|fentry|mcount|ftrace_(?:call|regs_call|stub|trampoline|ops_))/,
    // Containers and memory.
    /^(?:h?list_(?:add|del|replace|move|splice|bl)|hlist_|llist_|rb_(?:insert|erase|next|prev|first|last|replace|link|add|find)|klist_|xas_|ida_|rhashtable_lookup|find_lock_entries)/,
    /^(?:k?v?[mzc]alloc|k(?:v|re|m)?alloc|kv?realloc|kv?free(?:_sensitive|_call_rcu)?(?:_|$)|kzfree|vfree|vmalloc|vzalloc|vmap$|vunmap|kmem_cache|slab_|allocate_slab|new_slab|do_slab_free|slub_|alloc_(?:pages?|frozen_pages|slab)|get_free_pages|free_(?:slab|nonslab|to_partial)|folio_(?:alloc|unlock)|filemap_(?:alloc_folio|get_folio)|find_or_create_page|pagecache_get_page|do_read_cache_folio|read_cache_page|devm_k|kfree_skb|truncate_inode_pages_range|mark_buffer_dirty)/,
    // Waiting, and what wakes.
    /^(?:complete$|wait_for_compl|wake_up(?!_new_task)|finish_wait|kthread_stop|del_timer|mod_timer|timer_delete|lock_timer_base|sk_stop_timer|flush_(?:work|workqueue)|queue_(?:work|delayed_work)|insert_work|cancel_(?:work|delayed_work)|drain_workqueue|destroy_workqueue|try_to_(?:grab_pending|del_timer)|cleanup_srcu_struct|process_slab)/,
    // The kernel's model of objects and devices.
    /^(?:kobject_|kset_|add_uevent_var|get_device_parent|put_device$|device_(?:add|del|unregister|destroy|release|remove_file|for_each_child)$|devres_release|(?:dpm_)?sysfs_remove|sysfs_warn|iput(?:_|$)|ihold$|(?:fast_)?dput$|drop_nlink|tty_unregister_device|unregister_client|hwrng_unregister|i2c_del_adapter|unregister_netdev|rollback_registered|usb_(?:submit_urb|hcd_submit_urb|kill_\w*urbs?|start_wait_urb|bulk_msg|interrupt_msg|control_msg)|dummy_urb_enqueue|dev_(?:info|notice|warn|err|alert|crit|emerg|printk|vprintk))/,
    /^(?:perf_trace|skb_(?:(?:over_|under_)?panic|put|push|pull)(?:_|$))/,
    /_(?:read|write|spin|mutex|sem)_(?:un)?lock$/,
];

/** Whether a function is one that many bugs come through, so that nobody files them against it. */
export function isPrimitive(symbol: string): boolean {
    const plain = plainSymbol(symbol);
    const bare = bareSymbol(plain);
    return isMachinery(plain) || families.some((pattern) => pattern.test(bare));
}

/** How architectures and the kernel's macros call a system call, before its own name. */
const systemCall =
    /^(?:__(?:x64|ia32|arm64|riscv|s390x?|powerpc|mips|loongarch|se|do)_(?:compat_)?sys_|(?:compat_)?S[Yy][Ss][C_]_?|compat_sys_|_{2,4}sys_|ksys_)/;

/** Longer than any function's name. */
const longest = 128;

/**
 * The name of a function as people write it: without the compiler's suffixes, and a system call by one name on every
 * architecture. It is a word, whatever stands in the dump.
 */
export function plainSymbol(symbol: string): string {
    const name = sourceSymbol(symbol.slice(0, 4 * longest).replace(/^\.+/, "")).replace(/[^\w$]/g, "");
    return name.slice(0, longest).replace(systemCall, "sys_");
}

/** A name without its leading underscores, which tell variants of a function apart. */
export function bareSymbol(symbol: string): string {
    return symbol.replace(/^_+/, "");
}
