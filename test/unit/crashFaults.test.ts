// Faults as kernels of many versions and architectures print them; the texts are as short as they can be, and written for
// these tests.
import * as assert from "node:assert/strict";

import { frames, lines, read } from "../support/crashTexts";

const letters = (log: string) =>
    read({ log })
        .taints.map(({ letter }) => letter)
        .join("");

describe("the first page", () => {
    it("is nobody's on architectures whose text does not say so", () => {
        for (const [text, kind] of [
            [
                "CPU 3 Unable to handle kernel paging request at virtual address 00000014, epc == 80123456",
                "null-pointer",
            ],
            [
                "CPU 0 Unable to handle kernel paging request at virtual address 0000000000000008, era == 90",
                "null-pointer",
            ],
            [
                "Unable to handle kernel access to user memory outside uaccess routines at virtual address 0000000000000000",
                "null-pointer",
            ],
            ["Unable to handle kernel paging request at virtual address 00001014", "oops"],
            ["Unable to handle kernel paging request at virtual address ffff800008000014", "oops"],
        ])
            assert.equal(read({ log: text }).panic.kind, kind, text);
    });
});

describe("an oops", () => {
    it("is no firmware's, and has its number or its error", () => {
        for (const text of ["Oops: efitime: can't read time!", "own: Oops: it is late"])
            assert.equal(read({ log: text }).panic.kind, "unknown", text);
        for (const text of [
            "Oops: 0002 [1] SMP",
            "Oops: Exception in kernel mode, sig: 5 [#1]",
            "Oops - illegal instruction [#1]",
            "Oops[#1]:",
            "Oops: 0000",
        ])
            assert.equal(read({ log: text }).panic.kind, "oops", text);
    });

    it("is the first of several that follow from one another", () => {
        const one = (count: number, symbol: string) => [
            `general protection fault: 0000 [#${count}] SMP`,
            `RIP: 0010:${symbol}+0x1/0x2`,
            "---[ end trace 0000000000000000 ]---",
        ];
        const near = read({ log: lines(...one(1, "found"), "general protection fault: 0000 [#2] SMP") });
        assert.deepEqual([near.place.symbol, near.title], ["found", "general protection fault in found"]);
        const far = lines(...one(1, "other"), ...Array<string>(200).fill("own: a line"), ...one(2, "found"));
        assert.equal(read({ log: far }).place.symbol, "found");
    });

    it("of which only the end is in the log has its function in its title", () => {
        const log = lines(
            "RIP: 0010:found+0x8/0xb0",
            "Kernel panic - not syncing: Fatal exception",
            "WARNING: own",
        );
        assert.equal(read({ log }).title, "Oops in found");
    });

    it("has the lines of 32-bit x86", () => {
        const { header, place, taints } = read({
            log: lines(
                "BUG: unable to handle kernel paging request at virtual address ffffd370",
                "Oops: 0003 [#1]",
                "CPU:    2",
                "EIP:    0060:[<c0110ae2>]    Tainted: PF     VLI",
                "EFLAGS: 00010006   (2.6.18-5-686 #1)",
                "EIP is at found+0xc/0xf4",
                "Process own (pid: 7, ti=c2124000 task=c2123a70 task.ti=c2124000)",
            ),
        });
        assert.deepEqual(
            [header.cpu, header.pid, header.command, header.release],
            [2, 7, "own", "2.6.18-5-686"],
        );
        assert.deepEqual([place.symbol, taints.map(({ letter }) => letter)], ["found", ["P", "F"]]);
        const later = read({
            log: lines(
                "kernel BUG at own.c:3!",
                "Pid: 598, comm: own Tainted: P         C O 3.6.1-1.fc17.i686.PAE #1 Maker Model 110/308F",
                "EIP: 0060:[<f8e40765>] EFLAGS: 00210246 CPU: 1",
            ),
        });
        assert.deepEqual([later.header.cpu, later.hardware], [1, "Maker Model 110/308F"]);
    });

    it("is at no label of the compiler's", () => {
        const log = lines("general protection fault: 206c [#2] PTI", "RIP: 0010:.LC16+0x30d/0x7a7");
        assert.deepEqual(read({ log }).place, {});
    });
});

describe("a lockup", () => {
    it("did not taint the kernel before itself", () => {
        const panic = "Kernel panic - not syncing: softlockup: hung tasks";
        const cpu = (taint: string) => `CPU: 3 PID: 7 Comm: own Tainted: ${taint} 6.6.0-1-own #1`;
        assert.equal(letters(lines(panic, cpu("G           OEL  "))), "OE");
        const first = "watchdog: BUG: soft lockup - CPU#3 stuck for 26s! [own:7]";
        assert.equal(letters(lines(first, cpu("G           OEL  "), panic, cpu("G           OEL  "))), "OEL");
    });

    it("is not where powerpc returns to interrupts that it took late", () => {
        const log = lines(
            "Kernel panic - not syncing: softlockup: hung tasks",
            "Call Trace:",
            "[c0000001fb2cb400] [c0000000000a6fd4] panic+0x160/0x3dc",
            "[c0000001fb2cb4a0] [c000000000161180] watchdog_timer_fn+0x350/0x380",
            "[c0000001fb2cb6c0] [c00000000000e160] fast_exception_return+0x1a4/0x1c8",
            "--- interrupt: 901 at replay_interrupt_return+0x0/0x4",
            "[c0000001fb2cb9e0] [c000000000d64ff4] found+0xd4/0x2e4",
        );
        assert.equal(read({ log }).place.symbol, "found");
    });
});

describe("a stall", () => {
    it("is of the CPU that it names, expedited or not", () => {
        const log = lines(
            "rcu: INFO: rcu_preempt detected expedited stalls on CPUs/tasks: { 1-...D } 26610 jiffies s: 265 root: 0x2/.",
            "Call Trace:",
            " ? exc_page_fault+0x121/0x2b0",
            "NMI backtrace for cpu 1",
            "CPU: 1 PID: 952 Comm: own Not tainted 6.0.0-rc5 #12",
            "RIP: 0010:found+0x68/0x90",
            "Call Trace:",
            " caller+0xad/0xb0",
        );
        assert.deepEqual([read({ log }).place.symbol, read({ log }).header.pid], ["found", 952]);
    });

    it("of a task that sleeps is where it sleeps", () => {
        const log = lines(
            "rcu: INFO: rcu_preempt detected stalls on CPUs/tasks:",
            "rcu:    Tasks blocked on level-0 rcu_node (CPUs 0-1): P116/2:b..l",
            "[<8064b97f>] (__schedule) from [<8064bb01>] (schedule+0x8d/0xc2)",
            "[<8064bb01>] (schedule) from [<8064fa65>] (schedule_timeout+0x6d/0xa0)",
            "[<8064fa65>] (schedule_timeout) from [<804ba353>] (found+0x6f/0x178)",
        );
        assert.equal(read({ log }).place.symbol, "found");
    });

    it("that another CPU noticed says that its stack is missing", () => {
        const log = lines(
            "Kernel panic - not syncing: Watchdog detected hard LOCKUP on cpu 0",
            "CPU: 7 PID: 0 Comm: swapper/7 Not tainted 5.4.25 #100",
            "Call trace:",
            " panic+0x168/0x370",
            " watchdog_timer_fn+0x68/0x290",
            " el1_irq+0xbc/0x180",
            " arch_cpu_idle+0x3c/0x5c",
        );
        const { place, doubts } = read({ log });
        assert.deepEqual(place, {});
        assert.deepEqual(doubts, ["The log has a stack of who noticed, and none of what was stuck."]);
    });
});

describe("a fault of mips", () => {
    it("has its CPU and its title", () => {
        const log = lines(
            "Kernel bug detected[#1]:",
            "Cpu 3",
            "epc   : ffffffff8801bcf0 found+0x10/0x130     Not tainted",
            "Call Trace:",
            "[<ffffffff8801bcf0>] found+0x10/0x130",
            "Kernel panic - not syncing: Attempted to kill the idle task!",
        );
        const { header, place, title } = read({ log });
        assert.deepEqual([header.cpu, place.symbol, title], [3, "found", "kernel BUG in found"]);
    });
});

describe("a null pointer", () => {
    it("is called so by every architecture's report", () => {
        const log = lines(
            "Unable to handle kernel pointer dereference in virtual kernel address space",
            "Failing address: 0000000000000000 TEID: 0000000000000483",
            "Oops: 0004 ilc:1 [#1] SMP",
            "Krnl PSW : 0704e00180000000 0000001ecd281b9e (found+0x166/0x188)",
        );
        assert.equal(read({ log }).title, "BUG: unable to handle kernel NULL pointer dereference in found");
    });
});

describe("what the kernel checks", () => {
    it("has the words of SLUB, and whoever called it", () => {
        const log = lines(
            "BUG own_cache (Tainted: G          I ): Objects remaining on kmem_cache_close()",
            "Call Trace:",
            " slab_err+0xb0/0xd2",
            " kmem_cache_destroy+0x11d/0x270",
            " own_exit+0x10/0x12 [own]",
        );
        const { place, title } = read({ log });
        assert.equal(place.symbol, "kmem_cache_destroy");
        assert.equal(title, "BUG own_cache: Objects remaining on kmem_cache_close in own_exit");
    });

    it("of RCU is where it was used, in the words of old kernels too", () => {
        const log = lines(
            "[ INFO: suspicious rcu_dereference_check() usage. ]",
            " #0:  (&session_timer){+.-...}, at: [<ffffffff81066bb0>] call_timer_fn+0x0/0x360",
            "stack backtrace:",
            "Call Trace:",
            " [<ffffffff81093454>] lockdep_rcu_dereference+0xa4/0xc0",
            " [<ffffffffa02778c9>] found+0xc9/0x110 [own]",
        );
        const { place, title } = read({ log });
        assert.deepEqual([place.symbol, title], ["found", "WARNING: suspicious RCU usage in found"]);
    });
});

describe("a panic", () => {
    it("has a title of what it was called with, and not of what came after it", () => {
        const log = lines(
            "Kernel panic - not syncing: Attempted to kill init! exitcode=0x0000000b",
            "WARNING: CPU: 0 PID: 1 at kernel/softirq.c:150 own+0x180/0x1c0",
        );
        assert.equal(read({ log }).title, "kernel panic: Attempted to kill init!");
    });

    it("after a machine check that old kernels could not survive is one", () => {
        const log = lines(
            "CPU 0: Machine Check Exception: 0000000000000007",
            "Kernel panic - not syncing: Unable to continue",
        );
        assert.equal(read({ log }).panic.kind, "mce");
    });

    it("is told by a stack alone", () => {
        const { panic, place } = read({ bt: frames("crash_kexec", "panic", "found", "caller") });
        assert.deepEqual([panic.kind, place.symbol], ["panic-call", "found"]);
    });
});

describe("an error that a bus reports late", () => {
    it("has a title of its own, and the function that it struck in", () => {
        const log = lines(
            "Kernel panic - not syncing: Asynchronous SError Interrupt",
            "Call trace:",
            " panic+0x168/0x36c",
            " do_serror+0x130/0x138",
            " el1_error+0x84/0xf8",
            " found+0x88/0xb8",
        );
        assert.equal(read({ log }).title, "SError Interrupt in found");
    });
});

describe("a call on 32-bit ARM", () => {
    it("is of a module, the innermost one too", () => {
        const log = lines(
            "Internal error: Oops: 817 [#1] SMP ARM",
            " found [own] from caller+0xab8/0xd3c [other]",
        );
        assert.deepEqual(
            read({ log }).backtrace.map(({ symbol, module }) => [symbol, module]),
            [
                ["found", "own"],
                ["caller", "other"],
            ],
        );
    });
});
