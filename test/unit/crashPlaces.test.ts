// Where it went wrong, by position on stacks of each architecture: the texts are as short as they can be, and written for
// these tests after the forms in the kernel's and crash's sources.
import * as assert from "node:assert/strict";

import { isEntry, knowsArchitecture } from "../../src/vmcore/entries";
import { summaryOf } from "../../src/vmcore/render/summary";
import { frames, lines, read } from "../support/crashTexts";
import { vmcoreText } from "../support/vmcoreFixtures";

describe("the place of a crash", () => {
    const logs: Record<string, [string, string | undefined]> = {
        "atomic-sleep": ["sleep_locked", "sleeper"],
        bug: ["bug_now", "bugmod"],
        "hard-lockup": ["native_queued_spin_lock_slowpath", undefined],
        kasan: ["late_read", "late"],
        kcsan: ["count_up", undefined],
        kfence: ["beyond_end", "beyond"],
        kmsan: ["unset_field", "unset"],
        "list-corruption": ["remove_twice", "remover"],
        lockdep: ["take_second", "locker"],
        "rcu-stall": ["stall_on", "staller"],
        "stack-overflow": ["recurse", "deep"],
        ubsan: ["index_get", undefined],
        warning: ["warn_now", "warner"],
    };
    for (const [kind, [symbol, module]] of Object.entries(logs)) {
        it(`is told by the log alone of a ${kind}`, () => {
            const { panic, place } = read({ log: vmcoreText(`logs/${kind}.txt`) });
            assert.deepEqual([panic.kind, place.symbol, place.module], [kind, symbol, module]);
        });
    }

    const stacks: Record<string, [string, string]> = {
        "a fault on x86": [
            "found",
            frames(
                ...[
                    "machine_kexec",
                    "__crash_kexec",
                    "crash_kexec",
                    "oops_end",
                    "page_fault_oops",
                    "exc_page_fault",
                ],
                ...["asm_exc_page_fault", "    [exception RIP: found+12]", "caller"],
            ),
        ],
        "a fault on x86 whose exception is not found": [
            "found",
            frames(
                "machine_kexec",
                "oops_end",
                "never_heard_of",
                "do_error_trap",
                "invalid_op",
                "found",
                "caller",
            ),
        ],
        "a fault on arm64": [
            "found",
            frames(
                ...[
                    "machine_kexec",
                    "die",
                    "die_kernel_fault",
                    "__do_kernel_fault",
                    "do_page_fault",
                    "do_mem_abort",
                ],
                ...["el1_abort", "el1h_64_sync_handler", "el1h_64_sync", "found", "caller"],
            ),
        ],
        "a fault on powerpc": [
            "found",
            lines(
                'PID: 1 TASK: c0 CPU: 0 COMMAND: "x"',
                " R0:  0000000000000000    R1:  c0000000a5a57040",
                " [NIP  : found+1648]",
                " [LR   : caller+548]",
                frames(
                    "crash_kexec",
                    "oops_end",
                    "__bad_page_fault",
                    "data_access_common_virt",
                    "found",
                    "caller",
                ),
            ),
        ],
        "a fault on s390": [
            "found",
            frames(
                ...[
                    "store_status",
                    "__machine_kexec",
                    "crash_kexec",
                    "die",
                    "do_no_context",
                    "do_protection_exception",
                ],
                ...["pgm_check_handler", " PSW:  0704000180000000 0000000000464136 (found+54)", "caller"],
            ),
        ],
        "a fault on riscv": [
            "found",
            frames(
                "machine_kexec",
                "__crash_kexec",
                "die",
                "no_context",
                "do_page_fault",
                "handle_exception",
                "found",
            ),
        ],
        "a fault on 32-bit ARM": [
            "found",
            " #0 [<c07c3830>] (found) from [<c07c2c74>]\n #1 [<c07c2be0>] (caller) from [<c0>]",
        ],
    };
    for (const [what, [symbol, bt]] of Object.entries(stacks)) {
        it(`is told by crash's stack alone of ${what}`, () => {
            const { panic, place } = read({ bt, header: 'PANIC: "Oops: 0000 [#1] SMP"\n' });
            assert.deepEqual([panic.kind, place.symbol], ["oops", symbol]);
        });
    }

    const printed: Record<string, [string, string, string]> = {
        "32-bit x86": [
            "oops",
            "found",
            lines(
                "BUG: unable to handle kernel paging request at f8ed1000",
                "EIP: 0060:[<c0101234>] EFLAGS: 00010246 CPU: 0",
                "EIP is at found+0x12/0x40 [m]",
                "Call Trace:",
                " [<c0101234>] caller+0x12/0x40",
            ),
        ],
        "2.6.32": [
            "null-pointer",
            "found",
            lines(
                "<1>BUG: unable to handle kernel NULL pointer dereference at 0000000000000008",
                "<1>IP: [<ffffffffa0123456>] found+0x16/0x40 [m]",
                "<4>CPU 3 ",
                "<4>Pid: 23, comm: x Tainted: P        W  ----------------   2.6.32-504.el6.x86_64 #1 Dell Inc.",
                "<4>RIP: 0010:[<ffffffffa0123456>]  [<ffffffffa0123456>] found+0x16/0x40 [m]",
                "<4>Call Trace:",
                "<4> [<ffffffff8119e4c2>] vfs_ioctl+0x22/0xa0",
            ),
        ],
        arm64: [
            "oops",
            "found",
            lines(
                "Bad mode in Error handler detected on CPU0, code 0xbf000000 -- SError",
                "pc : found+0x10/0x20",
                "Call trace:",
                " found+0x10/0x20",
            ),
        ],
        "32-bit ARM": [
            "oops",
            "found",
            lines(
                "Unhandled fault: imprecise external abort (0x1406) at 0xb6f00000",
                "PC is at found+0x10/0x20",
                "[<80165504>] (found) from [<8163f8d8>] (caller+0x88/0x3a0)",
                "Kernel panic - not syncing: Fatal exception",
            ),
        ],
        powerpc: [
            "oops",
            "found",
            lines(
                "Oops: Kernel access of bad area, sig: 11 [#1]",
                "NIP [c000000000175670] found+0x670/0x7d0",
                "Call Trace:",
                "[c0000000a5a57140] [c0000000006d96b4] caller+0x224/0x290",
            ),
        ],
        "big-endian powerpc": [
            "warning",
            "found",
            lines(
                "WARNING: at arch/powerpc/own.c:390",
                "NIP [c000000008068dfc] .found+0x27c/0x390",
                "Call Trace:",
                "[c000000010f930b0] [c000000008068df8] .found+0x278/0x390 (unreliable)",
            ),
        ],
        "x86, decoded by the kernel's script": [
            "null-pointer",
            "found",
            lines(
                "BUG: kernel NULL pointer dereference, address: 00000000000000a0",
                "RIP: 0010:found (drivers/own.c:17 (discriminator 4)) own",
                "Call Trace:",
                "caller (drivers/own.c:30)",
            ),
        ],
        s390: [
            "null-pointer",
            "found",
            lines(
                "Unable to handle kernel pointer dereference in virtual kernel address space",
                "Failing address: 0000000000000000 TEID: 0000000000000483",
                "Oops: 0004 ilc:2 [#1] SMP",
                "Krnl PSW : 0704c00180000000 000003ff80123456 (found+0x16/0x40 [m])",
                "Call Trace:",
                " [<0000000000001234>] caller+0x16/0x40",
            ),
        ],
        riscv: [
            "oops",
            "found",
            lines(
                "Oops - illegal instruction [#1]",
                "epc : found+0x12/0x24 [m]",
                "[<ffffffff801f5d6e>] caller+0xc0/0x2e0",
            ),
        ],
        loongarch: [
            "bug",
            "found",
            lines(
                "Kernel bug detected[#1]:",
                "   ERA: 9000000000203104 found+0x12/0x24",
                "Call Trace:",
                "[<9000000000203104>] found+0x12/0x24",
            ),
        ],
    };
    for (const [what, [kind, symbol, log]] of Object.entries(printed)) {
        it(`is told by the kernel's stack alone on ${what}`, () => {
            const { panic, place } = read({ log });
            assert.deepEqual([panic.kind, place.symbol], [kind, symbol]);
        });
    }

    it("is the caller of panic(), whatever noticed that it had to be called", () => {
        const place = (...symbols: string[]) =>
            read({ header: 'PANIC: "Kernel panic - not syncing: no"\n', bt: frames(...symbols) }).place
                .symbol;
        assert.equal(place("machine_kexec", "vpanic", "panic", "own_check", "x"), "own_check");
        assert.equal(place("machine_kexec", "panic", "__stack_chk_fail", "found"), "found");
        assert.equal(
            place("machine_kexec", "panic", "do_exit", "do_group_exit"),
            undefined,
            "so every init ends",
        );
    });

    it("is none where the hardware erred, which may strike anywhere", () => {
        for (const text of [
            "Fatal machine check",
            "Fatal hardware error!",
            "Timeout: Not all CPUs entered broadcast exception handler",
        ]) {
            const { panic, place } = read({
                header: `PANIC: "Kernel panic - not syncing: ${text}"\n`,
                bt: frames(
                    "machine_kexec",
                    "panic",
                    "mce_panic",
                    "do_machine_check",
                    "machine_check",
                    "    [exception RIP: idle+1]",
                    "idle",
                ),
            });
            assert.deepEqual([panic.kind, place], ["mce", {}]);
        }
    });

    it("is none where a running machine was dumped, and the panicking task's among the stacks of all CPUs", () => {
        assert.deepEqual(
            read({ bt: frames("    [exception RIP: native_safe_halt+14]", "default_idle") }).place,
            {},
        );
        const bt = lines(
            'PID: 0 TASK: f0 CPU: 0 COMMAND: "swapper/0"',
            frames("crash_nmi_callback", "asm_exc_nmi", "    [exception RIP: idle+1]", "idle"),
            'PID: 9 TASK: f9 CPU: 1 COMMAND: "x"',
            frames("machine_kexec", "panic", "found"),
        );
        assert.equal(read({ bt, header: 'PANIC: "Kernel panic - not syncing: no"\n' }).place.symbol, "found");
    });

    it("is not where a CPU was when a hypervisor took the dump after the kernel's end", () => {
        const bt = frames(
            "    [exception RIP: delay_tsc+1]",
            "panic",
            "oops_end",
            "asm_exc_page_fault",
            "    [exception RIP: found+1]",
        );
        assert.equal(read({ bt, header: 'PANIC: "Oops: 0000 [#1] SMP"\n' }).place.symbol, "found");
    });

    it("is in words where crash has only marks of a module's sections", () => {
        const said = (mark: string) =>
            summaryOf(
                read({
                    bt: frames("oops_end", "page_fault", `    [exception RIP: ${mark}+24]`),
                    header: 'PANIC: "Oops: 0000 [#1]"\n',
                }),
            );
        assert.match(said("_MODULE_INIT_START_own"), /, in the initialisation of the module own\./);
        assert.match(said("_MODULE_INIT_TEXT_START_own"), /, in the initialisation of the module own\./);
        assert.match(said("_MODULE_TEXT_START_own"), /, in the module own\./);
    });

    it("is the stuck CPU's, and not that of the one that noticed", () => {
        const noticing = lines(
            'PID: 7 TASK: ff CPU: 2 COMMAND: "x"',
            frames(
                "machine_kexec",
                "panic",
                "watchdog_hardlockup_check",
                "asm_sysvec_apic_timer_interrupt",
                "    [exception RIP: innocent+1]",
            ),
        );
        const log = (...more: string[]) =>
            lines(
                "watchdog: Watchdog detected hard LOCKUP on cpu 5",
                ...more,
                "Kernel panic - not syncing: Hard LOCKUP",
            );
        const seen = log(
            "NMI backtrace for cpu 5",
            "CPU: 5 PID: 8 Comm: y Not tainted 6.8.0",
            "RIP: 0010:guilty+0x1/0x20",
            "Call Trace:",
            " kthread+0x1/0x20",
        );
        assert.equal(read({ bt: noticing, log: seen }).place.symbol, "guilty");
        assert.equal(read({ bt: noticing, log: log() }).place.symbol, undefined);
        const all = lines(
            noticing,
            'PID: 8 TASK: fe CPU: 5 COMMAND: "y"',
            frames("crash_nmi_callback", "asm_exc_nmi", "    [exception RIP: guilty+1]"),
        );
        assert.equal(read({ bt: all, log: log() }).place.symbol, "guilty");
    });

    it("is the hung task's, which is named", () => {
        const bt = lines(
            'PID: 47 TASK: ff CPU: 1 COMMAND: "khungtaskd"',
            frames("machine_kexec", "panic", "watchdog", "kthread"),
        );
        const log = lines(
            "INFO: task a:b:901 blocked for more than 122 seconds.",
            "Call Trace:",
            " __schedule+0x1/0x2",
            " schedule+0x1/0x2",
            " rwsem_down_read_slowpath+0x1/0x2",
            " down_read+0x1/0x2",
            " waits_long+0x1/0x2",
            "Kernel panic - not syncing: hung_task: blocked tasks",
            "CPU: 1 PID: 47 Comm: khungtaskd Not tainted 6.8.0",
        );
        const findings = read({ bt, log });
        assert.equal(findings.place.symbol, "waits_long");
        assert.deepEqual(findings.panic.hung, { command: "a:b", pid: 901 });
        assert.match(summaryOf(findings), /The task that hung was a:b \(PID 901\)\./);
        const unknown = read({
            bt,
            header: 'PANIC: "Kernel panic - not syncing: hung_task: blocked tasks"\n',
        });
        assert.equal(unknown.place.symbol, undefined);
        assert.doesNotMatch(summaryOf(unknown), /khungtaskd/);
    });

    it("is nobody's entry for an architecture that is not known, and the report says so", () => {
        assert.ok(
            [
                "x86_64",
                "i686",
                "aarch64",
                "armv7l",
                "ppc64le",
                "s390x",
                "riscv64",
                "loongarch64",
                "mips64",
            ].every(knowsArchitecture),
        );
        assert.ok(!isEntry("sock_common_setsockopt") && !isEntry("handle_mm_fault"));
        const on = (machine: string) =>
            read({ header: `MACHINE: ${machine}\n`, bt: frames("panic", "x") }).doubts.join();
        assert.match(on("sparc64"), /on sparc64 is not known here/);
        assert.equal(on("s390x"), "");
        assert.match(read({ bt: " #0 at somewhere else\n" }).doubts.join(), /was not read/);
    });
});
