import { isMachinery } from "../machinery";
import { sourceSymbol } from "../place";
import { symbols } from "../symbols";

// Functions that bugs come through and are not in: whoever called them is to blame. All are named without leading underscores.

/** What looks for faults and prints what it found, beside what is machinery. */
const isTeller = symbols(`
    sanitizer_* kmemleak_* ref_tracker_* object_is_* *_is_static_object imbalance_bug seqprop_assert assertfail get_taint
    check_bogus_address warn_* print_* debug_dma_assert* debug_lockdep* perf_trace_*
`);

const isLock = symbols(`
    spin_lock* spin_trylock* spin_unlock* read_lock* read_trylock* read_unlock* write_lock* write_trylock* write_unlock*
    raw_spin_* raw_read_* raw_write_* do_raw_spin_* do_raw_read_* do_raw_write_* arch_spin_* arch_read_* arch_write_*
    queued_spin_* queued_read_* queued_write_* native_queued_* pv_queued_spin_* pv_wait* ticket_spin_* mcs_spin_* osq_*
    rt_spin_* rt_read_* rt_write_* seqcount_* read_seq* write_seq* mutex_* rt_mutex_* ww_mutex_* rwsem_* owner_on_cpu
    percpu_down_* percpu_up_* down down_* downgrade_write up up_read* up_write* local_bh_* rcu_read_* lock_sock* release_sock
    lock_page* unlock_page* trace_hardirq* trace_softirq* *_read_lock *_write_lock *_spin_lock *_mutex_lock *_sem_lock
    *_read_unlock *_write_unlock *_spin_unlock *_mutex_unlock *_sem_unlock
`);

/** Single operations on memory, bits, counters, texts and devices' registers. */
const isOperation = symbols(`
    atomic_* atomic64_* atomic_long_* arch_atomic* raw_atomic* instrument_atomic* refcount_* kref_* xchg* cmpxchg*
    arch_xchg* arch_cmpxchg* test_bit* set_bit* clear_bit* change_bit* assign_bit* test_and_* arch_test_bit arch_test_and_*
    arch_set_bit arch_clear_bit memory_is_* memcpy* memset* memmove* memcmp* memchr* memdup* kmemdup* memscan* memzero*
    strcpy* strlcpy strncpy* strscpy* strcat strncat strlcat strcmp* strncmp strcasecmp strncasecmp strlen* strnlen* strchr*
    strrchr strnchr* strstr strnstr strsep strspn strpbrk strndup_user kstrdup* kstrndup* string string_nocheck hex_string
    pointer pointer_string number vsnprintf snprintf scnprintf vscnprintf sprintf vsprintf kasprintf kvasprintf* printk*
    vprintk* va_format hex_dump* crc* phys_addr* virt_to_phys* read_once_word* read_word_at_a_time copy_to_* copy_from_*
    copy_in_user copy_page copy_page_to_iter* copy_page_from_iter* copy_folio_to_iter* copy_folio_from_iter* copy_user_*
    copy_overflow copyin copyout raw_copy_* get_user get_user_nocheck_* get_user_1 get_user_2 get_user_4 get_user_8 put_user
    put_user_nocheck_* put_user_1 put_user_2 put_user_4 put_user_8 extract_user_to_sg extract_iter_to_sg clear_user*
    simple_copy_to_iter readb readw readl readq writeb writew writel writeq raw_readb raw_readw raw_readl raw_readq
    raw_writeb raw_writew raw_writel raw_writeq ioread* iowrite* logic_in* logic_out* x86_indirect_thunk*
    x86_return_thunk* fentry* mcount* ftrace_call ftrace_caller ftrace_regs_* ftrace_stub ftrace_trampoline* ftrace_ops_*
`);

const isContainer = symbols(`
    list_add* list_del* list_replace* list_move* list_splice* hlist_* llist_* klist_* rb_insert* rb_erase* rb_next* rb_prev*
    rb_first* rb_last* rb_replace* rb_link* xas_* ida_* rhashtable_lookup* find_lock_entries
`);

const isAllocator = symbols(`
    kmalloc* kzalloc* kcalloc* kvmalloc* kvzalloc* kvcalloc* krealloc* kvrealloc* kfree kfree_* kvfree* kzfree vfree* vmalloc*
    vzalloc* vmap vunmap* kmem_cache_* slab_* allocate_slab new_slab* do_slab_free slub_* process_slab alloc_page alloc_page_* alloc_pages*
    alloc_frozen_pages* alloc_slab* cache_alloc* cache_free* get_free_page* free_slab* folio_alloc* folio_unlock
    filemap_alloc_folio* filemap_get_folio* find_or_create_page pagecache_get_page do_read_cache_folio read_cache_page* devm_k*
    truncate_inode_pages_range mark_buffer_dirty skb_panic skb_over_panic skb_under_panic skb_put* skb_push* skb_pull*
`);

/** Ways to wait, to wake, and to have something done later. */
const isSynchronizer = symbols(`
    complete wait_for_compl* finish_wait kthread_stop wake_up wake_up_process wake_up_bit wake_up_var wake_up_q wake_up_state
    wake_up_common* wake_up_sync* wake_up_locked* wake_up_klogd* del_timer* mod_timer* timer_delete* try_to_del_timer*
    lock_timer_base* sk_stop_timer* flush_work* queue_work* queue_delayed_work* insert_work cancel_work* cancel_delayed_work*
    drain_workqueue destroy_workqueue try_to_grab_pending cleanup_srcu_struct
`);

/** The kernel's model of objects, files and devices. */
const isModel = symbols(`
    kobject_* kset_* add_uevent_var get_device_parent put_device device_add device_del device_unregister device_destroy
    device_release device_remove_file device_for_each_child devres_release* sysfs_remove* dpm_sysfs_remove sysfs_warn* iput
    iput_* ihold dput fast_dput drop_nlink tty_unregister_device unregister_client hwrng_unregister i2c_del_adapter
    unregister_netdev* rollback_registered* usb_submit_urb usb_hcd_submit_urb usb_kill_*urb usb_kill_*urbs usb_start_wait_urb
    usb_bulk_msg usb_interrupt_msg usb_control_msg dummy_urb_enqueue dev_info dev_notice dev_warn dev_err dev_alert dev_crit
    dev_emerg dev_printk* dev_vprintk*
`);

const families = [isTeller, isLock, isOperation, isContainer, isAllocator, isSynchronizer, isModel];

/** Whether a function is one that many bugs come through, so that nobody files them against it. */
export function isPrimitive(symbol: string): boolean {
    const plain = plainSymbol(symbol);
    const bare = bareSymbol(plain);
    return isMachinery(plain) || families.some((holds) => holds(bare));
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
