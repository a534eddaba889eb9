// The name of a fault whose line crash does not know: the function that took the fault in tells which it was.
import * as assert from "node:assert/strict";

import { findingsOf } from "../../src/vmcore/findings";
import { sessionReport } from "../../src/vmcore/parse/session";

/** A session of crash without a log. */
function session(panic: string, ...symbols: string[]): string {
    return [
        `       PANIC: "${panic}"`,
        "       STATE: TASK_RUNNING (PANIC)",
        'PID: 412      TASK: ffff8d0f42aab180  CPU: 1    COMMAND: "insmod"',
        ...symbols.map(
            (symbol, level) => ` #${level} [ffff9c40006${level}baa8] ${symbol} at ffffffff9c0${level}7a3f`,
        ),
        "    [exception RIP: spoil+19]",
        "    RIP: ffffffffc0a5b013  RSP: ffff9c400063bc38  RFLAGS: 00010246",
        " #9 [ffff9c400063bc38] spoil_all at ffffffffc0a5b1a2 [spoiler]",
    ].join("\n");
}

function nameOf(panic: string, ...symbols: string[]): [string, string] {
    const { title, fingerprint } = findingsOf(
        sessionReport(session(panic, "machine_kexec", "__crash_kexec", "crash_kexec", ...symbols)),
    );
    return [title, fingerprint];
}

describe("a fault without its line", () => {
    it("is named by its entry", () => {
        const protection = ["general protection fault in spoil", "kdump-1:general-protection:spoil"];
        assert.deepEqual(
            nameOf("", "oops_end", "exc_general_protection", "asm_exc_general_protection"),
            protection,
        );
        assert.deepEqual(
            nameOf("", "oops_end", "die", "do_general_protection", "general_protection"),
            protection,
        );
        assert.deepEqual(
            nameOf("", "oops_end", "do_trap", "do_error_trap", "exc_divide_error", "asm_exc_divide_error"),
            ["divide error in spoil", "kdump-1:divide-error:spoil"],
        );
        assert.deepEqual(nameOf("", "oops_end", "die", "do_stack_segment", "stack_segment"), [
            "stack segment fault in spoil",
            "kdump-1:stack-segment:spoil",
        ]);
    });

    it("stays an oops where the entry is that of a page fault", () => {
        const entry = ["oops_end", "page_fault_oops", "exc_page_fault", "asm_exc_page_fault"];
        for (const panic of ["", "Oops: 0002 [#1] PREEMPT SMP NOPTI"])
            assert.deepEqual(nameOf(panic, ...entry), ["Oops in spoil", "kdump-1:oops:spoil"]);
    });

    it("is named by its line where there is one", () => {
        assert.deepEqual(
            nameOf(
                "BUG: unable to handle page fault for address: ffff9c4000641000",
                "exc_general_protection",
            )[1],
            "kdump-1:oops:spoil",
        );
    });
});
