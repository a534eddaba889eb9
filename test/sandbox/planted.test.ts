// What another user has put into a dump directory that was open to all, as apport's /var/crash is, before kdump came: it is
// not read, sent, counted, marked or removed, and no link in it is followed.
import * as assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";

import { collectingHost, keys } from "../store/collecting";
import { ok } from "./lifecycle";
import { failsUntouched } from "./refusals";
import { dump, ReportRoot } from "./reportRoot";
import { shells, ThrowawayRoot } from "./throwawayRoot";

/** Whoever has planted it. */
const other = 4242;

describe("a dump directory that others could write to", function () {
    this.timeout(120_000);
    let host: ThrowawayRoot;
    before(function () {
        // Only root can give a file away.
        if (process.getuid?.() !== 0) this.skip();
    });
    afterEach(() => host.remove());

    const full = (file: string) => path.join(host.root, file);

    /** A directory of the other user's, with all that is looked for in one, as files or as links to a file of root's. */
    function plant(name: string, isLinked: boolean): void {
        fs.mkdirSync(full(`var/crash/${name}`), { recursive: true });
        const put = (file: string, text: string) => {
            if (isLinked) fs.symlinkSync(full("root/secret"), full(`var/crash/${name}/${file}`));
            else host.write(`var/crash/${name}/${file}`, Buffer.from(text, "latin1"));
        };
        put("vmcore", dump());
        put("vmcore-dmesg.txt", "[    1.000000] planted\n");
        put("pulumi-kdump.collected", "{}\n");
        if (isLinked) put(".pulumi-kdump.pulumi-kdump.collected.new", "");
        execFileSync("chown", ["-hR", `${other}:${other}`, full(`var/crash/${name}`)]);
    }

    function begin(make: () => ThrowawayRoot): void {
        host = make();
        host.write("root/secret", `${dump()}the administrator's\n`);
        fs.chmodSync(full("root/secret"), 0o600);
        fs.chmodSync(full("var/crash"), 0o1777);
    }

    const state = () => JSON.stringify(host.tree("var/log", "var/lib"));

    for (const [name, shell] of Object.entries(shells)) {
        it(`is read by a report as far as it is root's, under ${name}`, () => {
            begin(() => new ReportRoot(shell));
            plant("planted", false);
            plant("linked", true);
            fs.rmSync(full("var/crash/linked/.pulumi-kdump.pulumi-kdump.collected.new"));
            // A directory of root's that anybody may write to, and in one of root's a file that is not.
            fs.mkdirSync(full("var/crash/open"));
            host.write("var/crash/open/vmcore", Buffer.from(dump(), "latin1"));
            fs.chmodSync(full("var/crash/open"), 0o777);
            host.write("var/crash/given/vmcore", Buffer.from(dump(), "latin1"));
            fs.chownSync(full("var/crash/given/vmcore"), other, other);
            const raw = (host as ReportRoot).report();
            assert.equal(raw.vmcore.path, "/var/crash/202611231838/dump.202611231838");
            fs.rmSync(full("var/crash/202611231838"), { recursive: true });
            (host as ReportRoot).refused("vmcore-none");
            assert.ok(!host.record().some((line) => line.startsWith("setpriv")));
            // Beside a dump of root's a log may be a link of another's.
            host.write("var/crash/mine/vmcore", Buffer.from(dump({ of: "5.0.0" }), "latin1"));
            fs.symlinkSync(full("root/secret"), full("var/crash/mine/vmcore-dmesg.txt"));
            fs.lchownSync(full("var/crash/mine/vmcore-dmesg.txt"), other, other);
            assert.ok(!JSON.stringify(host.run("report").json).includes("administrator"));
        });

        it(`is counted, removed and sent as far as it is root's, under ${name}`, () => {
            begin(() => collectingHost(shell));
            plant("planted", false);
            plant("linked", true);
            host.input = keys("AKID", "the/secret");
            ok(
                host.run("collection", "s3", "dumps", "--endpoint", "http://127.0.0.1:9", "--region", "r"),
                "collection",
            );
            const before = state();
            const { away, waiting, incomplete } = ok(host.run("collect"), "collect").json;
            assert.deepEqual([away, waiting, incomplete], [0, 0, 0]);
            const { whole, removed } = ok(host.run("keep", "1"), "keep").json;
            assert.deepEqual([whole, removed], [0, 0]);
            assert.equal(state(), before);
        });
    }

    it("is no place for dumps where its owner, or that of a directory above it, is another", () => {
        begin(() => new ThrowawayRoot(shells.dash, { installed: true }));
        ok(host.install(), "install");
        fs.mkdirSync(full("data/crash"), { recursive: true });
        const refused = (code: string, sentence: string) =>
            failsUntouched(host, () => host.run("conf", "path /data/crash"), code, sentence);
        fs.chownSync(full("data/crash"), other, other);
        refused("dump-path", `it is, or lies in, a directory of the user ${other}`);
        fs.chownSync(full("data/crash"), 0, 0);
        fs.chownSync(full("data"), other, other);
        refused("dump-path", `it is, or lies in, a directory of the user ${other}`);
        fs.rmSync(full("data/crash"), { recursive: true });
        refused("dump-path", `it is, or lies in, a directory of the user ${other}`);
        fs.chownSync(full("data"), 0, 0);
        fs.chmodSync(full("data"), 0o777);
        refused("dump-path", "/data may be changed by others, because of the mode of /data.");
        fs.chmodSync(full("data"), 0o1777);
        ok(host.run("conf", "path /data/crash"), "conf");
    });

    it("is not looked into when a directory above it is another's, and that is said", () => {
        begin(() => new ReportRoot());
        fs.chownSync(full("var"), other, other);
        const run = (host as ReportRoot).refused("vmcore-none");
        assert.match(
            run.stderr,
            /\/var\/crash may be changed by the user 4242, so nothing in it counts as a dump/,
        );
    });
});
