import * as assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";

import { ElRoot } from "./elRoot";
import { flattened, leave, vmcore } from "./left";
import { ok } from "./lifecycle";
import { fails } from "./refusals";
import { SuseRoot } from "./suseRoot";
import { shells, ThrowawayRoot } from "./throwawayRoot";

const unit = "etc/systemd/system/pulumi-kdump-keep.service";
const link = "etc/systemd/system/multi-user.target.wants/pulumi-kdump-keep.service";
const cutOff = vmcore("makedumpfile");

const left = (host: ThrowawayRoot) => fs.readdirSync(path.join(host.root, "var/crash")).sort();

for (const [name, shell] of Object.entries(shells)) {
    describe(`retention under ${name}`, function () {
        this.timeout(60000);
        let host: ThrowawayRoot;
        beforeEach(() => {
            host = new ThrowawayRoot(shell, { installed: true });
            ok(host.install(), "install");
            fs.rmSync(path.join(host.root, "var/crash"), { recursive: true });
            fs.mkdirSync(path.join(host.root, "var/crash"), { mode: 0o700 });
        });
        afterEach(() => host.remove());

        it("T22: removes what is older than the newest whole dumps, of every family, and nothing twice", () => {
            leave(host, "202601010101/dump.202601010101", 5, flattened);
            leave(host, "127.0.0.1-2026-01-02-00:00:00/vmcore", 4);
            leave(host, "2026-01-03-00:00/vmcore", 3);
            leave(host, "202601040101/dump.202601040101.gz", 2, `{ ${flattened}; } | gzip -c`);
            assert.deepEqual(
                ((json) => [json.changed, json.whole, json.removed])(ok(host.run("keep", "2"), "keep").json),
                [true, 2, 2],
            );
            assert.deepEqual(left(host), ["2026-01-03-00:00", "202601040101"]);
            assert.equal(ok(host.run("keep", "2"), "keep").json.changed, false);
            assert.equal(ok(host.run("keep", "7"), "keep").json.removed, 0);
        });

        it("keeps what is not whole while it is among the newest, and removes it after", () => {
            leave(host, "old/vmcore", 9);
            leave(host, "oldest/vmcore-incomplete", 10);
            leave(host, "between/dump.1", 3, cutOff);
            leave(host, "newer/vmcore", 2);
            leave(host, "newest/vmcore-incomplete", 1);
            assert.equal(ok(host.run("keep", "2"), "keep").json.removed, 1);
            assert.deepEqual(left(host), ["between", "newer", "newest", "old"]);
            assert.equal(ok(host.run("keep", "1"), "keep").json.removed, 2);
            assert.deepEqual(left(host), ["newer", "newest"]);
        });

        it("never removes the newest whole one, nor anything where none is whole", () => {
            for (const [index, file] of ["a/vmcore-incomplete", "b/dump.1", "c/vmcore"].entries()) {
                leave(host, file, index, cutOff);
            }
            assert.equal(ok(host.run("keep", "1"), "keep").json.removed, 0);
            leave(host, "d/vmcore", 8);
            assert.equal(ok(host.run("keep", "1"), "keep").json.removed, 0);
            assert.deepEqual(left(host), ["a", "b", "c", "d"]);
        });

        it("leaves alone what is no dump, and follows no link", () => {
            leave(host, "new/vmcore", 1);
            leave(host, "with a directory/vmcore", 3);
            leave(host, "with a link/vmcore", 4);
            const crash = (...parts: string[]) => path.join(host.root, "var/crash", ...parts);
            fs.mkdirSync(crash("with a directory", "mine"));
            host.write("home/notes", "mine\n");
            fs.symlinkSync(path.join(host.root, "home/notes"), crash("with a link", ".notes"));
            leave(host, "../elsewhere/vmcore", 5);
            fs.symlinkSync("../elsewhere", crash("elsewhere"));
            host.write("var/crash/notes/readme", "mine\n");
            host.write("var/crash/log only/vmcore-dmesg.txt", "log\n");
            host.write("var/crash/app.crash", "report\n");
            fs.mkdirSync(crash("nothing"));
            const before = host.tree();
            const run = ok(host.run("keep", "1"), "keep");
            assert.equal(run.json.removed, 0);
            assert.match(run.stderr, /"\/var\/crash\/with a link" stays: it holds more than files/);
            assert.deepEqual(host.tree(), before);
        });

        it("takes names as they come", () => {
            const names = ['$(touch x)"', "-rf", "a\nb", "*", "?\\", " ", "~"];
            for (const [index, each] of names.entries()) leave(host, `${each}/vmcore`, index + 2);
            leave(host, "z/vmcore", 1);
            leave(host, "-n/dump.\n* $(x)", 20);
            assert.equal(ok(host.run("keep", "1"), "keep").json.removed, names.length + 1);
            assert.deepEqual(left(host), ["z"]);
        });

        it("fails where the file system does not let go, and removes the rest", () => {
            for (const [index, name] of ["a", "b", "c"].entries()) leave(host, `${name}/vmcore`, index);
            const crash = path.join(host.root, "var/crash");
            const inTheWay = path.join(
                crash,
                `.pulumi-kdump.removed.${fs.statSync(path.join(crash, "b")).ino}`,
            );
            fs.writeFileSync(inTheWay, "");
            fails(host.run("keep", "1"), "keep-stay", ", 1 could not be removed");
            fs.rmSync(inTheWay);
            assert.deepEqual(left(host), ["a", "b"]);
            assert.equal(ok(host.run("keep", "1"), "keep").json.removed, 1);
        });

        it("counts a directory once, by its youngest dump", () => {
            leave(host, "two/vmcore", 9);
            leave(host, "two/vmcore.1", 1);
            leave(host, "one/vmcore", 5);
            assert.equal(ok(host.run("keep", "1"), "keep").json.removed, 1);
            assert.deepEqual(left(host), ["two"]);
        });

        it("removes nothing that is to be collected before it was, but for what is never collected", () => {
            for (const [index, each] of ["a", "b", "c", "d"].entries()) leave(host, `${each}/vmcore`, index);
            leave(host, "e/vmcore", 9, cutOff);
            host.write("var/lib/pulumi-kdump/collection", "x\n");
            const mark = (each: string, size: number) => {
                const { ino, mtimeMs } = fs.statSync(path.join(host.root, `var/crash/${each}/vmcore`));
                const known = `"inode":${ino},"size":${size},"modified":${mtimeMs / 1000},"manifest":{}`;
                host.write(`var/crash/${each}/pulumi-kdump.collected`, `{"name":"vmcore",${known}}\n`);
            };
            mark("b", fs.statSync(path.join(host.root, "var/crash/b/vmcore")).size);
            mark("d", 1); // of another dump that had this name
            const run = ok(host.run("keep", "1"), "keep");
            assert.match(run.stderr, /"\/var\/crash\/c" stays: it was not collected yet/);
            assert.deepEqual(left(host), ["a", "c", "d"]);
        });

        it("is no matter of a full disk, and ends what was begun", () => {
            leave(host, "new/vmcore", 1);
            leave(host, ".pulumi-kdump.removed.77/vmcore", 0);
            host.set("free", "/ 0 /\n");
            assert.deepEqual(
                ((json) => [json.changed, json.removed])(ok(host.run("keep", "1"), "keep").json),
                [true, 0],
            );
            assert.deepEqual(left(host), ["new"]);
        });
    });
}

describe("retention", function () {
    this.timeout(60000);
    let host: ThrowawayRoot;
    afterEach(() => host.remove());

    for (const [family, make, service] of [
        ["Debian", () => new ThrowawayRoot(shells.dash, { installed: true }), "kdump-tools.service"],
        ["EL", () => new ElRoot("centos 7").installed(), "kdump.service"],
        ["SUSE", () => new SuseRoot(shells.dash, { installed: true }), "kdump.service"],
    ] as const) {
        it(`T22: is a unit of ${family} that runs at each boot, and goes with the setting and with undo`, () => {
            host = make();
            ok(host.install(), "install");
            const before = host.tree("var");
            ok(host.run("conf", "keep 3"), "conf");
            const text = host.read(unit);
            assert.match(text, new RegExp(`^After=${service.replace(".", "\\.")}$`, "m"));
            assert.match(text, /^ExecStart=\/usr\/local\/bin\/kdump-host keep 3$/m);
            assert.match(text, /^ConditionPathExists=!\/proc\/vmcore$/m);
            assert.equal(fs.realpathSync(path.join(host.root, link)), path.join(host.root, unit));
            assert.ok(host.record().includes("systemctl daemon-reload"));
            assert.equal(ok(host.run("conf", "keep 3"), "conf").json.changed, false);
            assert.ok(!host.record().includes("systemctl daemon-reload"));
            assert.equal(ok(host.run("conf", "keep 2"), "conf").json.changed, true);
            assert.match(host.read(unit), /kdump-host keep 2\n/);
            for (const lines of [["keep 0"], []]) {
                ok(host.run("conf", "keep 1"), "conf");
                ok(host.run("conf", ...lines), "conf");
                assert.ok(!host.exists(unit) && !host.exists(path.dirname(link)));
            }
            ok(host.run("conf", "keep 1"), "conf");
            ok(host.run("undo", "conf"), "undo");
            assert.deepEqual(host.tree("var"), before);
        });
    }

    it("is refused where dumps go away, by the plan's target before anything is changed", () => {
        host = new ThrowawayRoot(shells.dash, { installed: true });
        ok(host.install(), "install");
        const before = host.tree("var");
        fails(host.run("conf", "nfs server:/export", "keep 3"), "conf-line", "dumps go to a nfs target");
        assert.deepEqual(host.tree("var"), before);
        host.write("etc/default/kdump-tools", "USE_KDUMP=1\nNFS=server:/export\n");
        fails(host.run("conf", "keep 3"), "conf-line", "dumps go to server:/export");
        assert.ok(!host.exists(unit));
        fails(host.run("keep", "3"), "dump-away", "Dumps go to server:/export");
    });

    it("is nothing for a capture kernel, nor without a number", () => {
        host = new ThrowawayRoot(shells.dash, { installed: true });
        ok(host.install(), "install");
        for (const args of [[], [""], ["0"], ["000"], ["-1"], ["100000"], ["x"], ["1", "2"]]) {
            assert.equal(host.run("keep", ...args).status, 2, args.join(" "));
        }
        assert.equal(ok(host.run("keep", "08"), "keep").json.removed, 0);
        host.write("proc/vmcore", "");
        fails(host.run("keep", "1"), "capture-kernel", "This is a capture kernel");
    });

    it("counts no directory of another user's", function () {
        if (process.getuid?.() !== 0) this.skip(); // only root can give a directory away
        host = new ThrowawayRoot(shells.dash, { installed: true });
        ok(host.install(), "install");
        leave(host, "real/vmcore", 5);
        leave(host, "forged/vmcore", 1);
        fs.chownSync(path.join(host.root, "var/crash/forged"), 65534, 65534);
        assert.equal(ok(host.run("keep", "1"), "keep").json.removed, 0);
        assert.ok(host.exists("var/crash/real/vmcore") && host.exists("var/crash/forged/vmcore"));
    });
});
