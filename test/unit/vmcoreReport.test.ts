import * as assert from "node:assert/strict";

import * as fc from "fast-check";

import { DumpServer, Kdump, PanicKind, parseCrashHeader, VmcoreReport, VmcoreReportArgs } from "../../src";
import { findingsOf, VmcoreFindings } from "../../src/vmcore/findings";
import { faultLines } from "../../src/vmcore/render/faultLines";
import { reportHtml } from "../../src/vmcore/render/html";
import { reportMarkdown } from "../../src/vmcore/render/markdown";
import { markup } from "../../src/vmcore/render/markup";
import { summaryOf } from "../../src/vmcore/render/summary";
import { reportText } from "../../src/vmcore/render/text";
import { Recorded, recorded, valueOf } from "../support/mocks";
import { rawReport, recordedKinds, recordedReport, vmcoreText } from "../support/vmcoreFixtures";

const connection = { host: "192.0.2.1", user: "admin", password: "x" };

describe("a report of a real dump", () => {
    /** Which function was made to fail in the VM, and in which module. */
    const made: Record<string, [string, string | undefined]> = {
        bug: ["faults_bug.constprop.0", "faults"],
        "hung-task": ["faults_init", "faults"],
        nmi: ["native_safe_halt", undefined],
        "null-pointer": ["faults_null", "faults"],
        "out-of-memory": ["out_of_memory.cold", undefined],
        "soft-lockup": ["faults_softlockup", "faults"],
        sysrq: ["sysrq_handle_crash", undefined],
    };

    for (const kind of recordedKinds) {
        it(`says ${kind}, where, when and by whom`, () => {
            const { panic, place, header, backtrace, log, logFaultFrom, modules } = findingsOf(
                recordedReport(kind),
            );
            assert.equal(panic.kind, kind);
            assert.deepEqual([place.symbol, place.module], made[kind]);
            assert.equal(header.release, "6.1.0-56-cloud-amd64");
            assert.match(header.date ?? "", /^2026-11-23T19:\d\d:\d\dZ$/);
            assert.equal(header.memory, 2 * 2 ** 30);
            assert.ok(header.pid !== undefined && header.state === "TASK_RUNNING");
            assert.equal(log.length, 200);
            assert.ok(logFaultFrom !== undefined && logFaultFrom > 0);
            assert.ok(modules.some(({ name }) => name === "virtio_ring"));
            assert.equal(backtrace[0].symbol, "machine_kexec");
            assert.equal(backtrace[0].sym?.symbol, "machine_kexec");
            for (const frame of backtrace.slice(0, 3)) {
                assert.ok(frame.file !== undefined && frame.line !== undefined, frame.symbol);
            }
        });
    }

    it("fits a terminal, from the headline to the fault in the log", () => {
        const findings = findingsOf(
            recordedReport("null-pointer", {
                log: "[ 1.0] \u001b[2Jold\n[ 2.0] BUG: kernel NULL pointer dereference, address: 0\n",
            }),
        );
        const text = reportText(findings);
        assert.ok(text.startsWith(summaryOf(findings).split(". ")[0]));
        assert.match(text, /^Kernel {2,}6\.1\.0-56-cloud-amd64$/m);
        assert.match(text, /^#8 {2}do_init_module\+0x\w+ at kernel\/module\/main\.c:\d+$/m);
        assert.match(text, /\[ 2\.0\] BUG: kernel NULL pointer/);
        assert.doesNotMatch(text, /[\u0000-\u0008\u000b-\u001f]/);
    });

    it("knows BUG's line without the module's debuginfo, from the log", () => {
        const { place } = findingsOf(recordedReport("bug"));
        assert.deepEqual([place.file, place.line], ["/root/faults.c", 25]);
    });

    it("does not trust TASKS where crash says that it did not find all", () => {
        assert.match(findingsOf(recordedReport("soft-lockup")).doubts.join(), /TASKS is too low/);
    });

    it("has the order of the page in Markdown: the fault, its place and its lines, the way to it, then the machine", () => {
        const markdown = reportMarkdown(findingsOf(recordedReport("null-pointer")));
        const parts = [
            "## guest crashed because the kernel followed a null pointer",
            "`faults_null+0x5 [faults]`",
            "BUG: kernel NULL pointer dereference, address: 0000000000000020\n",
            "That was on ",
            "### Backtrace",
            "<details><summary>7 frames of crash handling, &#35;0 machine_kexec to &#35;6 asm_exc_page_fault</summary>",
            "#0  machine_kexec+0x1bf ",
            "</details>",
            "    interrupted: faults_null+0x5 [faults]\n#7  do_one_initcall",
            "### Machine and dump",
            "<sub>crash did not find all tasks of this kernel, so TASKS is too low.</sub>",
            "### Kernel log",
            "RIP: 0010:faults_null",
            "### Modules that had tainted the kernel",
        ];
        const places = parts.map((part) => markdown.indexOf(part));
        assert.ok(!places.includes(-1), parts[places.indexOf(-1)]);
        assert.deepEqual(
            places,
            [...places].sort((one, other) => one - other),
        );
    });

    it("quotes of the log what the kernel said before its registers and its stack, and the line that says it best", () => {
        const quoted = (kind: string) => faultLines(findingsOf(recordedReport(kind))).map(({ text }) => text);
        assert.deepEqual(quoted("soft-lockup"), [
            "watchdog: BUG: soft lockup - CPU#0 stuck for 11s! [insmod:492]",
            "Kernel panic - not syncing: softlockup: hung tasks",
        ]);
        assert.deepEqual(quoted("bug"), [
            "kernel BUG at /root/faults.c:25!",
            "invalid opcode: 0000 [#1] PREEMPT SMP NOPTI",
        ]);
        assert.equal(quoted("null-pointer").length, 5);
        for (const kind of recordedKinds) {
            const { panic } = findingsOf(recordedReport(kind));
            assert.ok(
                quoted(kind).some((line) => line.includes(panic.text)),
                kind,
            );
        }
        const without = findingsOf(recordedReport("bug", { log: "" }));
        assert.deepEqual(faultLines(without), [{ text: without.panic.crashText, best: true }]);
    });

    it("tells doubts that touch the cause from those about one value of the header", () => {
        const { doubts, minorDoubts } = findingsOf(
            recordedReport("soft-lockup", {
                header: "WARNING: kernel relocated [344MB]: patching 118441 gdb minimal_symbol values\nDATE: Thu Jan  1 08:00:00 1970\nRELEASE: 6.1.0\nWARNING: kernel version inconsistency between vmlinux and dumpfile\n",
                fallback: "--zero_excluded",
            }),
        );
        const begin = (all: string[]) => all.map((doubt) => doubt.split(" ").slice(0, 3).join(" "));
        assert.deepEqual(begin(minorDoubts), ['DATE "Thu Jan', "crash did not"], "every kernel is relocated");
        assert.deepEqual(begin(doubts), [
            "kernel version inconsistency",
            "crash read the",
            ...begin(minorDoubts),
        ]);
    });

    it("is as good of the kernel log alone, but for source lines", () => {
        for (const kind of ["bug", "null-pointer", "soft-lockup", "hung-task"]) {
            const silent = { header: "", bt: "", sym: "", mod: "", modTaint: "", vmlinux: "", errors: "" };
            const findings = findingsOf(
                recordedReport(kind, { ...silent, without: "There is no debuginfo." }),
            );
            assert.equal(findings.panic.kind, kind);
            assert.equal(findings.place.module, "faults");
            assert.equal(
                findings.header.release,
                kind === "hung-task" ? findings.header.release : "6.1.0-56-cloud-amd64",
            );
            assert.ok(findings.backtrace.length > 3, kind);
            assert.match(summaryOf(findings), /This comes from the kernel log alone\.$/);
            assert.match(reportHtml(findings), /There is no debuginfo\./);
        }
    });

    it("reads the header of a whole session, behind the progress that crash overwrites", () => {
        const whole = parseCrashHeader(vmcoreText("recorded/sysrq/header"));
        const asked = parseCrashHeader(vmcoreText("recorded/sysrq/sys") + vmcoreText("recorded/sysrq/set"));
        assert.ok(whole.kernel !== undefined);
        assert.deepEqual({ ...whole, doubts: [] }, { ...asked, doubts: [] });
    });
});

describe("a report of hostile text", () => {
    const hostile = `<script>alert(1)</script> \x1b[31mred\x07 \u202eevil @team #1 [x](javascript:y) "'\``;
    const findings = findingsOf(
        rawReport("crash-8-null-pointer", {
            header: `NODENAME: ${hostile}\nCOMMAND: "${hostile}"\nPANIC: "${hostile}"\nRELEASE: ${hostile}\n`,
            bt: ` #0 [ff00] ${hostile.replaceAll(" ", "")} at ff01 [${hostile.replaceAll("]", "")}]\n`,
            log: `[1.0] ${hostile}\n[2.0] BUG: kernel NULL pointer dereference ${hostile}\n\`\`\`\`\n</pre>\n`,
            modTaint: `x${hostile} OE\n`,
        }),
    );

    it("is escaped in the page, and what does not show is spelt out", () => {
        const html = reportHtml(findings);
        assert.doesNotMatch(html, /<script|<\/pre>\n<\/span>/i);
        assert.match(html, /&lt;script&gt;alert\(1\)&lt;\/script&gt; \\x1b\[31mred\\x07 \\u202eevil/);
        assert.doesNotMatch(html, /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
    });

    it("is escaped wherever a template takes it, in an element and in an attribute", () => {
        fc.assert(
            fc.property(fc.string({ unit: "binary" }), (text) => {
                const page = markup`<p title="${text}">${[text, markup`<b>${text}</b>`]}</p>`.text;
                const inside = /^<p title="([^<>"']*)">([^<>"']*)<b>([^<>"']*)<\/b><\/p>$/.exec(page);
                assert.ok(inside, page);
                for (const part of inside.slice(1)) {
                    assert.doesNotMatch(part, /&(?!amp;|lt;|gt;|quot;|#39;)/);
                    assert.doesNotMatch(part, /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202e]/);
                }
            }),
        );
        const forged = JSON.parse('{"text":"<script>"}') as string;
        assert.throws(() => markup`${forged}`, "an object that looks like a piece is none");
    });

    it("is escaped whatever part of the findings it is", () => {
        const mark = `<b onclick="x">'&`;
        const poisoned = (value: unknown): unknown =>
            typeof value === "string"
                ? mark
                : Array.isArray(value)
                  ? value.map(poisoned)
                  : typeof value === "object" && value !== null
                    ? Object.fromEntries(Object.entries(value).map(([key, part]) => [key, poisoned(part)]))
                    : value;
        for (const kind of recordedKinds) {
            const findings = findingsOf(recordedReport(kind));
            const all = { ...(poisoned(findings) as VmcoreFindings), doubts: [mark] };
            all.panic.kind = findings.panic.kind;
            const page = reportHtml(all);
            assert.ok(page.split("&lt;b onclick=&quot;x&quot;&gt;&#39;&amp;").length > 100);
            assert.doesNotMatch(page, /<b[ >]|onclick="/);
        }
    });

    it("is neither markup nor a mention in Markdown, and does not end its fence", () => {
        const markdown = reportMarkdown(findings);
        const [title] = markdown.split("\n");
        assert.match(title, /&#64;team &#35;1 \\\[x\\\]\(javascript:y\)/);
        assert.match(title, /\\<script\\>/);
        const open = markdown.split("\n").findIndex((line) => /^`{5,}text$/.test(line));
        assert.ok(open > 0, "the log's fence is longer than the one in the log");
        assert.doesNotMatch(markdown, /[\u0000-\u0009\u000b-\u001f\u202e]/);
    });
});

describe("VmcoreReport", () => {
    const answer = () => ({
        ...rawReport("crash-8-null-pointer"),
        schema: 1,
        step: "report",
        changed: false,
    });
    const made = (all: Recorded[]) => all.find(({ name }) => name === "last-crash-read")?.inputs;

    async function report(args: object, mode: "preview" | "update" = "update") {
        let one: VmcoreReport | undefined;
        const all = await recorded(
            () => {
                const host = new Kdump("web", { connection });
                one = new VmcoreReport("last-crash", { host, ...args } as VmcoreReportArgs);
            },
            mode,
            undefined,
            { "last-crash-read": answer() },
        );
        assert.ok(one);
        return { one, all };
    }

    it("is one short command on the host of a Kdump", async () => {
        const create = async (args: object) => made((await report(args)).all)?.create;
        assert.equal(await create({}), "kdump-host report");
        assert.equal(await create({ timeout: 900 }), "kdump-host report");
        assert.equal(
            await create({
                vmcore: "/srv/a b",
                vmlinux: "/srv/vmlinux",
                moduleDebuginfo: "/root/faults",
                timeout: 60,
                fetchDebuginfo: true,
            }),
            "kdump-host report --vmcore '/srv/a b' --vmlinux /srv/vmlinux --modules /root/faults --limit 60 --fetch",
        );
        const { all } = await report({ revision: "2" });
        assert.equal(made(all)?.stdin, "# revision 2\n");
        assert.equal(all.find(({ type }) => type === "kdump:index:VmcoreReport")?.name, "last-crash");
    });

    it("is made on the DumpServer that the dump went to, of the dump that it is told", async () => {
        const vmcore =
            "kdump-web-0a1b@10.0.2.2:/srv/vmcores/web-0a1b/10.0.2.15-202611231838/dump.202611231838";
        let collected: VmcoreReport | undefined;
        const on = async (args: object) => {
            const all = await recorded(
                () => {
                    const dumpServer = new DumpServer("collector", {
                        connection: { ...connection, host: "192.0.2.9" },
                    });
                    collected = new VmcoreReport("last-crash", { dumpServer, ...args });
                },
                "update",
                undefined,
                { "last-crash-read": answer() },
            );
            return made(all);
        };
        const read = await on({ vmcore, fetchDebuginfo: true });
        assert.equal(
            read?.create,
            "kdump-server report --vmcore /srv/vmcores/web-0a1b/10.0.2.15-202611231838/dump.202611231838 --fetch",
        );
        assert.match(JSON.stringify(read?.connection), /"host":"192\.0\.2\.9"/);
        assert.equal((await valueOf(collected!.panic))?.kind, PanicKind.NullPointer);
        await assert.rejects(on({}), /- vmcore: The dumps of many hosts may lie on a DumpServer/);
        await assert.rejects(on({ vmcore: "dump" }), /- vmcore: "dump" is not the full path/);
        await assert.rejects(report({ vmcore }), /- vmcore: .* is not on this host; give the DumpServer/);
        await assert.rejects(report({ dumpServer: {} }), /- dumpServer: A dump lies in one place/);
        await assert.rejects(
            report({ host: undefined, dumpServer: {} }),
            /- dumpServer: This is not a DumpServer/,
        );
    });

    it("gives typed outputs", async () => {
        const { one } = await report({});
        assert.equal((await valueOf(one.header))?.uptime, 245);
        assert.equal((await valueOf(one.panic))?.kind, PanicKind.NullPointer);
        assert.equal((await valueOf(one.place))?.symbol, "follow_nothing");
        assert.equal((await valueOf(one.backtrace))?.length, 12);
        assert.match(
            (await valueOf(one.summary)) ?? "",
            /^web crashed because the kernel followed a null pointer, in /,
        );
        assert.match((await valueOf(one.html)) ?? "", /^<!doctype html>/);
        assert.match((await valueOf(one.markdown)) ?? "", /^## web crashed/);
    });

    it("is safe in a preview", async () => {
        const { one } = await report({}, "preview");
        assert.equal(await valueOf(one.html), undefined);
        assert.equal(await valueOf(one.panic), undefined);
    });

    it("says everything that is wrong together", async () => {
        await assert.rejects(
            report({ host: {}, vmcore: "dump", vmlinux: "", moduleDebuginfo: "faults", timeout: 0 }),
            (error: Error) =>
                /"last-crash" has invalid arguments/.test(error.message) &&
                ["host", "vmcore", "vmlinux", "moduleDebuginfo", "timeout"].every((property) =>
                    error.message.includes(`- ${property}: `),
                ),
        );
    });
});
