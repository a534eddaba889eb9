// Titles of bugs in the form that kernel developers give them, and the functions that are in them.
import * as assert from "node:assert/strict";

import { findingsOf } from "../../src/vmcore/findings";
import { isPrimitive, plainSymbol } from "../../src/vmcore/name/primitives";
import { sessionReport } from "../../src/vmcore/parse/session";

/** The title and the fingerprint of a kernel log. */
function logName(log: string): [title: string, fingerprint: string] {
    const { title, fingerprint } = findingsOf({ ...sessionReport(""), log });
    return [title, fingerprint];
}

describe("a title", () => {
    const trace = (...symbols: string[]) => [
        "Call Trace:",
        ...symbols.map((symbol) => ` ${symbol}+0x10/0x20`),
    ];
    const warned = [...trace("dump_stack_lvl", "panic", "do_exit")];
    const titles: [title: string, fingerprint: string, lines: string[]][] = [
        [
            "KASAN: slab-use-after-free Read in foo",
            "kdump-1:kasan:foo",
            [
                "BUG: KASAN: slab-use-after-free in memcpy+0x1/0x2",
                "Read of size 8 at addr ffff888012345678 by task a/1",
                ...trace("dump_stack_lvl", "print_report", "kasan_report", "memcpy", "foo", "bar"),
                "Kernel panic - not syncing: KASAN: panic_on_warn set ...",
            ],
        ],
        [
            "KASAN: slab-out-of-bounds Write in foo",
            "kdump-1:kasan:foo",
            [
                "BUG: KASAN: slab-out-of-bounds in foo+0x1/0x2",
                "Write of size 4 at addr ffff888012345678 by task a/1",
                ...trace("dump_stack_lvl", "print_report", "kasan_report", "foo", "bar"),
                "Kernel panic - not syncing: kasan.fault=panic set ...",
            ],
        ],
        [
            "WARNING in foo",
            "kdump-1:warning:foo",
            [
                "WARNING: CPU: 1 PID: 81 at drivers/foo.c:478 foo+0x10/0x20",
                "RIP: 0010:foo+0x10/0x20",
                ...trace("bar"),
                "Kernel panic - not syncing: panic_on_warn set ...",
                ...warned,
            ],
        ],
        [
            "WARNING: refcount bug in foo",
            "kdump-1:warning:foo",
            [
                "WARNING: /build/linux-6.1/lib/refcount.c:28 at refcount_warn_saturate+0xba/0x110, CPU#1: a/1",
                "RIP: 0010:refcount_warn_saturate+0xba/0x110",
                ...trace("foo", "bar"),
                "Kernel panic - not syncing: kernel: panic_on_warn set ...",
                ...warned,
            ],
        ],
        [
            "kernel BUG in foo",
            "kdump-1:bug:foo",
            [
                "kernel BUG at fs/foo.c:12!",
                "invalid opcode: 0000 [#1] SMP",
                "RIP: 0010:foo_panic+0x10/0x20",
                ...trace("foo", "bar"),
                "Kernel panic - not syncing: Fatal exception",
            ],
        ],
        [
            "BUG: corrupted list in foo",
            "kdump-1:list-corruption:foo",
            [
                "list_del corruption. prev->next should be ffff88801234, but was ffff88805678",
                "kernel BUG at lib/list_debug.c:59!",
                "RIP: 0010:__list_del_entry_valid.cold+0x10/0x20",
                ...trace("foo", "bar"),
                "Kernel panic - not syncing: Fatal exception",
            ],
        ],
        [
            "BUG: soft lockup in foo_ioctl",
            "kdump-1:soft-lockup:foo_ioctl",
            [
                "watchdog: BUG: soft lockup - CPU#3 stuck for 22s! [a:1]",
                "RIP: 0010:native_queued_spin_lock_slowpath+0x10/0x20",
                ...trace(
                    "_raw_spin_lock",
                    "foo_inner",
                    "foo_ioctl",
                    "vfs_ioctl",
                    "__x64_sys_ioctl",
                    "do_syscall_64",
                ),
                "Kernel panic - not syncing: softlockup: hung tasks",
            ],
        ],
        [
            "INFO: task hung in foo",
            "kdump-1:hung-task:foo",
            [
                "INFO: task a:1 blocked for more than 120 seconds.",
                ...trace("__schedule", "schedule", "schedule_preempt_disabled", "__mutex_lock", "foo", "bar"),
                "Kernel panic - not syncing: hung_task: blocked tasks",
                ...trace("dump_stack", "panic", "watchdog", "kthread"),
            ],
        ],
        [
            "kernel panic: VFS: Unable to mount root fs on unknown-block(NUM,NUM)",
            "kdump-1:panic-call:mount_block_root",
            [
                "Kernel panic - not syncing: VFS: Unable to mount root fs on unknown-block(8,1)",
                ...trace("dump_stack_lvl", "panic", "mount_block_root", "prepare_namespace"),
            ],
        ],
    ];

    for (const [title, fingerprint, lines] of titles) {
        it(`is ${title}`, () => {
            const log = lines
                .map((line, index) => `[    1.${String(index).padStart(6, "0")}] ${line}\n`)
                .join("");
            assert.deepEqual(logName(log), [title, fingerprint]);
        });
    }
});

describe("a function's name", () => {
    it("is without what compilers append and architectures put in front", () => {
        for (const [symbol, plain] of [
            ["foo", "foo"],
            ["foo.isra.0", "foo"],
            ["foo.constprop.0.cold", "foo"],
            ["foo.llvm.1234", "foo"],
            [".foo", "foo"],
            ["__x64_sys_write", "sys_write"],
            ["__arm64_compat_sys_ioctl", "sys_ioctl"],
            ["__do_sys_finit_module", "sys_finit_module"],
            ["SyS_write", "sys_write"],
            ["SYSC_write", "sys_write"],
            ["__sysfs_add_one", "__sysfs_add_one"],
        ]) {
            assert.equal(plainSymbol(symbol), plain);
        }
    });

    it("tells helpers that bugs come through from those that they are in", () => {
        const helpers = `__memcpy memset_erms strlen _copy_from_user __raw_spin_lock_irqsave native_queued_spin_lock_slowpath
            mutex_lock_nested down_read refcount_warn_saturate __list_del_entry_valid kmem_cache_alloc kfree __kmalloc kasan_report
            __asan_load8 lock_acquire debug_object_assert_init dump_stack_lvl asm_exc_page_fault fortify_panic vsnprintf
            queued_read_lock_slowpath _raw_read_unlock kobject_put del_timer_sync skb_over_panic
            copy_page_from_iter __get_user_4 __put_user_nocheck_8 rb_erase ftrace_regs_caller xchg __wake_up_common device_add`;
        const others = `ext4_file_write_iter tcp_v4_rcv stream_open memory_failure strp_data_ready memblock_reserve downgrade_page
            listen_overflow string_get_size_of warning_of do_exit lockd_up upcall_done readahead_page write_begin spinner_probe
            copy_page_range get_user_pages_fast wake_up_new_task device_add_disk ftrace_modify_all_code rb_reserve_next_event
            exchange_tids`;
        const wrong = [
            ...helpers.split(/\s+/).filter((symbol) => !isPrimitive(symbol)),
            ...others.split(/\s+/).filter((symbol) => isPrimitive(symbol)),
        ];
        assert.deepEqual(wrong, []);
    });
});
