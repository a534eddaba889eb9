// crashGroups, and `pulumi-kdump groups`: which crashes are one bug.
import * as assert from "node:assert/strict";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import * as fc from "fast-check";

import { CrashGroup, crashGroups, crashGroupsHtml, crashGroupsText, CrashToGroup } from "../../src";
import { commandLine } from "../../src/cli/commandLine";
import { findingsOf } from "../../src/vmcore/findings";
import { reportDocument } from "../../src/vmcore/render/json";
import { recordedKinds, recordedReport, vmcoreText } from "../support/vmcoreFixtures";

/** A crash that is known as far as it is grouped by. */
function crash(fingerprint: string, host?: string, date?: string, kernel = "6.1.0-56-amd64"): CrashToGroup {
    const header = { flags: [], doubts: [], nodename: host, release: kernel, date };
    const vmcore = {
        path: `/var/crash/${host}`,
        bytes: 0,
        written: "",
        format: "",
        release: "",
        buildId: "",
    };
    return { title: `BUG in ${fingerprint}`, fingerprint, header, vmcore };
}

describe("crashGroups", () => {
    it("counts the crashes of a bug, with hosts, kernels, first and last seen", () => {
        const groups = crashGroups([
            crash("kdump-1:bug:a", "web", "2026-11-23T18:00:00+02:00"),
            crash("kdump-1:bug:b", "web", "2026-11-22T10:00:00Z"),
            crash("kdump-1:bug:a", "db", "2026-11-23T17:00:00Z", "6.1.0-57-amd64"),
            crash("kdump-1:bug:a", "web"),
        ]);
        const { crashes, ...first } = groups[0];
        assert.deepEqual(first, {
            fingerprint: "kdump-1:bug:a",
            title: "BUG in kdump-1:bug:a",
            count: 3,
            oneBug: true,
            hosts: ["db", "web"],
            kernels: ["6.1.0-56-amd64", "6.1.0-57-amd64"],
            firstSeen: "2026-11-23T18:00:00+02:00",
            lastSeen: "2026-11-23T17:00:00Z",
        });
        assert.deepEqual(
            crashes.map(({ host, time }) => [host, time]),
            [
                ["db", "2026-11-23T17:00:00Z"],
                ["web", "2026-11-23T18:00:00+02:00"],
                ["web", undefined],
            ],
        );
        assert.deepEqual(groups[1].hosts, ["web"]);
        assert.deepEqual(crashGroups([]), []);
    });

    it("does not take crashes for one bug of which only the kind is known", () => {
        const unclear = [
            "kdump-1:hung-task:info-task-hung",
            "kdump-1:oops:bug-unable-to-handle-kernel-null-pointer-dereference",
            "kdump-1:oops:oops",
            "kdump-1:unknown",
        ];
        const clear = [
            "kdump-1:hung-task:jbd2_log_wait_commit",
            "kdump-1:mce",
            "kdump-1:panic-call:kernel-panic-vfs",
        ];
        for (const [names, oneBug] of [[unclear, false] as const, [clear, true] as const])
            for (const name of names) assert.equal(crashGroups([crash(name)])[0].oneBug, oneBug, name);

        const groups = crashGroups([...unclear, ...unclear, ...clear].map((name) => crash(name)));
        assert.match(
            crashGroupsHtml(groups),
            /<h1>11 crashes: 3 bugs, 8 crashes of which only the kind is known<\/h1>/,
        );
        assert.equal(crashGroupsHtml(groups).match(/so they may be several bugs/g)?.length, 4);
        assert.equal(crashGroupsText(groups).match(/so they may be several bugs/g)?.length, 4);
    });

    it("goes by when the dump was written where nothing tells when the machine crashed", () => {
        const one = crash("kdump-1:bug:a", "web");
        const [group] = crashGroups([{ ...one, vmcore: { ...one.vmcore, written: "2026-11-23T18:39:40Z" } }]);
        assert.equal(group.lastSeen, "2026-11-23T18:39:40Z");
    });

    it("makes a group of each kind of real dump, however it was read", () => {
        const reports = recordedKinds.flatMap((kind) =>
            [{}, { header: "", bt: "", sym: "" }].map((change) => findingsOf(recordedReport(kind, change))),
        );
        const groups = crashGroups(reports);
        assert.deepEqual(
            groups.map(({ count }) => count),
            recordedKinds.map(() => 2),
        );
    });

    it("loses no crash and counts none twice, in whatever order they come", () => {
        const some = fc.array(
            fc
                .tuple(
                    fc.constantFrom("a", "b", "constructor", "__proto__"),
                    fc.option(fc.constantFrom("web", "db")),
                    fc.option(fc.date({ noInvalidDate: true, min: new Date(0), max: new Date(4e12) })),
                )
                .map(([name, host, date]) =>
                    crash(`kdump-1:bug:${name}`, host ?? undefined, date?.toISOString()),
                ),
        );
        fc.assert(
            fc.property(some, (crashes) => {
                const groups = crashGroups(crashes);
                const count = groups.reduce((sum, group) => sum + group.count, 0);
                assert.equal(count, crashes.length);
                assert.equal(groups.length, new Set(crashes.map(({ fingerprint }) => fingerprint)).size);
                for (const group of groups) {
                    const times = group.crashes.flatMap(({ time }) => time ?? []);
                    assert.equal(group.crashes.length, group.count);
                    assert.deepEqual(times, [...times].sort().reverse());
                    assert.deepEqual([group.lastSeen, group.firstSeen], [times[0], times.at(-1)]);
                }
                const backwards = crashGroups([...crashes].reverse());
                const counts = (all: CrashGroup[]) =>
                    all.map((group) => `${group.count} ${group.fingerprint}`).sort();
                assert.deepEqual(counts(backwards), counts(groups));
            }),
        );
    });
});

describe("groups of crashes for people", () => {
    const hostile = `<b onclick="x">\x1b[2J\u202e'&\nweb`;
    const groups = crashGroups([
        ...["web", "db", "mail", "cache"].map((host) => crash("kdump-1:bug:a", host, "2026-11-23T18:00:00Z")),
        { ...crash(hostile, hostile, undefined, hostile), title: hostile },
    ]);

    it("are a table with a line for each", () => {
        const lines = crashGroupsText(groups).split("\n");
        assert.equal(lines.length, groups.length + 2);
        assert.match(lines[0], /^Crashes +Last seen +First seen +Hosts +Kernels +Bug$/);
        assert.match(
            lines[1],
            /^ {6}4 {2}2026-11-23 18:00:00 UTC .* cache, db and 2 others .* BUG in kdump-1:bug:a$/,
        );
        assert.doesNotMatch(lines.join(""), /[\x00-\x1f\u202e]/);
    });

    it("are a page that needs nothing else, and in which everything is escaped", () => {
        const page = crashGroupsHtml(groups);
        assert.match(page, /^<!doctype html>/);
        assert.match(page, /<h1>5 crashes: 2 bugs<\/h1>/);
        assert.match(page, /<dt>Crashes<\/dt><dd>4<\/dd>/);
        assert.match(page, /<dt>Fingerprint<\/dt><dd>kdump-1:bug:a<\/dd>/);
        assert.equal(page.match(/<li>/g)?.length, 5);
        assert.doesNotMatch(page, /<b[ >]|onclick="|<script|https?:|[\x00-\x09\x0b-\x1f\u202e]/);
        assert.match(crashGroupsHtml([]), /<h1>No crashes<\/h1>/);
    });
});

describe("pulumi-kdump groups", () => {
    const directory = fs.mkdtempSync(path.join(os.tmpdir(), "kdump-groups-"));
    after(() => fs.rmSync(directory, { recursive: true }));

    /** Puts a file below the directory, which was written at a time. */
    function put(name: string, text: string, written = "2026-11-23T18:39:40Z"): string {
        const file = path.join(directory, name);
        fs.mkdirSync(path.dirname(file), { recursive: true });
        fs.writeFileSync(file, text);
        fs.utimesSync(file, new Date(written), new Date(written));
        return file;
    }

    const log = (kind: string) => vmcoreText(`recorded/${kind}/log`);
    const groups = (...words: string[]) =>
        JSON.parse(commandLine(["groups", ...words, "--json"]).stdout) as CrashGroup[];

    before("a DumpServer's directory: kdump-tools', dracut's and SUSE's", () => {
        put("srv/web-0a1b/10.0.2.15-202611231838/dmesg.202611231838", log("bug"));
        put("srv/web-0a1b/10.0.2.15-202611231838/dump.202611231838", "KDUMP   ");
        put(
            "srv/web-0a1b/10.0.2.15-202611240000/dmesg.202611240000",
            log("null-pointer"),
            "2026-11-24T00:00:10Z",
        );
        put("srv/db-2c3d/10.0.2.16-2026-11-25-01:02:03/vmcore-dmesg.txt", log("bug"), "2026-11-25T01:02:03Z");
        put("srv/db-2c3d/10.0.2.16-2026-11-25-01:02:03/kexec-dmesg.log", log("sysrq"));
        put("srv/mail-4e5f/2026-11-26-01:02/dmesg.txt", log("soft-lockup"), "2026-11-26T01:02:03Z");
    });

    it("shows a directory of dumps by their kernel logs, with the client that each is of", () => {
        const found = groups(path.join(directory, "srv"));
        assert.deepEqual(
            found.map(({ title, count, hosts }) => [title, count, hosts]),
            [
                ["kernel BUG in faults_bug", 2, ["db-2c3d", "web-0a1b"]],
                ["BUG: soft lockup in faults_softlockup", 1, ["mail-4e5f"]],
                ["BUG: unable to handle kernel NULL pointer dereference in faults_null", 1, ["web-0a1b"]],
            ],
        );
        const [{ firstSeen, lastSeen, crashes }] = found;
        assert.deepEqual([firstSeen, lastSeen], ["2026-11-23T18:39:40Z", "2026-11-25T01:02:03Z"]);
        assert.match(crashes[1].vmcore, /\/10\.0\.2\.15-202611231838\/dmesg\.202611231838$/);
    });

    it("shows what a DumpCollection has sent, with the host that each is of", () => {
        put("collected/eu/web/2026-11-23T18-38-51Z-0a1b2c3d/dmesg.202611231838", log("bug"));
        put("collected/eu/db/2026-11-24T18-38-51Z-4e5f6a7b/dmesg.202611241838", log("bug"));
        const found = groups(path.join(directory, "collected"));
        assert.deepEqual(
            found.map(({ count, hosts }) => [count, hosts]),
            [[2, ["db", "web"]]],
        );
    });

    it("takes the report beside a dump instead of its log, and nothing of a host's own directory for a client", () => {
        const name = "var/202611231838";
        put(`${name}/dmesg.202611231838`, log("bug"));
        put(
            `${name}/report.json`,
            JSON.stringify(reportDocument(findingsOf(recordedReport("null-pointer")))),
        );
        put("var/202611240000/dmesg.202611240000", log("bug"));
        const found = groups(path.join(directory, "var"));
        assert.deepEqual(
            found.map(({ fingerprint, hosts }) => [fingerprint, hosts]),
            [
                ["kdump-1:oops:faults_null", ["guest"]],
                ["kdump-1:bug:faults_bug", []],
            ],
        );
    });

    it("takes what `report` takes, and what it prints as JSON", () => {
        const session = put(
            "session.txt",
            ["sys", "set", "bt-l", "log"].map((part) => vmcoreText(`recorded/bug/${part}`)).join("\n"),
        );
        const answer = put(
            "answer.json",
            JSON.stringify({ schema: 1, step: "report", changed: false, ...recordedReport("bug") }),
        );
        const printed = put("printed.json", commandLine(["report", session, "--json"]).stdout);
        const [{ count, hosts }, ...others] = groups(session, answer, printed);
        assert.deepEqual([count, hosts, others], [3, ["guest"], []]);
    });

    it("prints a table, or a page", () => {
        const words = ["groups", path.join(directory, "srv")];
        assert.match(
            commandLine(words).stdout,
            /^Crashes .*\n {6}2 {2}2026-11-25 01:02:03 UTC .* kernel BUG in faults_bug\n/,
        );
        assert.match(commandLine([...words, "--html"]).stdout, /<h1>4 crashes: 3 bugs<\/h1>/);
    });

    it("says 1 where there is no crash, and 2 for what it cannot read", () => {
        fs.mkdirSync(path.join(directory, "empty"));
        const nothing = commandLine(["groups", path.join(directory, "empty")]);
        assert.deepEqual(
            [nothing.status, nothing.stdout],
            [1, `${path.join(directory, "empty")}: no crash is found.\n`],
        );
        assert.equal(commandLine(["groups", put("hello.txt", "hello\n")]).status, 1);
        for (const [words, sentence] of [
            [[], /^Nothing is given; give files or directories\./],
            [[path.join(directory, "none")], /none cannot be read: /],
            [
                [directory, "--html", "--json"],
                /^More than one form is asked for; give one of --html and --json\./,
            ],
            [
                [put("status.json", '{"schema":1,"step":"status","changed":false}')],
                /something other than a report/,
            ],
        ] as [string[], RegExp][]) {
            const { status, stdout, stderr } = commandLine(["groups", ...words]);
            assert.deepEqual([status, stdout], [2, ""]);
            assert.match(stderr, sentence);
        }
    });

    it("does not trust a report that says something else than a report does", () => {
        fc.assert(
            fc.property(
                fc.json(),
                fc.constantFrom("title", "fingerprint", "header", "vmcore"),
                (value, member) => {
                    const report = {
                        ...findingsOf(recordedReport("bug")),
                        [member]: JSON.parse(value) as unknown,
                    };
                    const { status } = commandLine([
                        "groups",
                        put("any.json", JSON.stringify(report)),
                        "--html",
                    ]);
                    assert.ok(status === 2 || status === 0);
                },
            ),
        );
    });
});
