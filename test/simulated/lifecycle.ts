// The life of a simulated host with kdump-host, in stages. Each stage goes on where the one before it ended.
import * as assert from "node:assert/strict";

import { ed25519Key } from "../support/publicKeys";
import { dialects } from "./dialects";
import { memory } from "./image";
import { reservedBytes } from "./kernel";
import { newerKernel, Release } from "./layout";
import { layoutOf } from "./releases";
import { Run, SimulatedHost } from "./simulatedHost";

/** What is wanted of kdump, in the words of the waist. */
interface Wish {
    value: string;
    path: string;
    collector: string;
}

const first: Wish = {
    value: "192M",
    path: "/var/dumps/here",
    collector: "makedumpfile -l --message-level 7 -d 31",
};

/** Those whose second value is a pair, of which each half becomes an argument of its own. */
const withPair = [
    "Debian 12",
    "Ubuntu 24.04",
    "CentOS 7",
    "Rocky Linux 8",
    "AlmaLinux 9 UEFI",
    "Amazon Linux 2023 aarch64",
    "SLES 12",
    "SLES 16",
];

/** The steps in the order of the component, with what they are given. */
function steps(wish: Wish, debuginfo: string[] = []): string[][] {
    return [
        ["packages"],
        ["crashkernel", wish.value],
        ["bootloader", wish.value],
        ["conf", `path ${wish.path}`, `core_collector ${wish.collector}`],
        ["reboot", "when-required", wish.value],
        ["service", "digest"],
        ["debuginfo", ...debuginfo],
    ];
}

const undoing = ["collection", "debuginfo", "service", "conf", "key", "crashkernel", "packages", "install"];

/** What else components have done on a host, all of which is taken back too. */
const further = [
    ["key"],
    ["collection", "ssh", "dumps@192.0.2.1", "/srv/dumps", "--host-key", ed25519Key("collector")],
];

/** What has to come back: every file, link and directory with mode, owner, extended attributes and content. */
const kept = ["etc", "boot", "usr/local", "var", "root", "srv"];

/** But for what others write there whenever they are asked, by whomever. */
const ofOthers = [
    // Databases, histories and lists of package managers: packages are compared by their own word.
    /^var\/lib\/(apt|dpkg|rpm|dnf|yum|zypp)\//,
    /^var\/cache\//, // what they have downloaded
    /^var\/log\//,
];

/** grubby makes these anew (sed -i): with mode, owner and SELinux's label, and without other attributes. */
const byGrubby = /^boot\/loader\/entries\//;

/** A host as far as it has to come back. */
interface State {
    files: Record<string, string>;
    packages: string[];
}

export class Life {
    private host!: SimulatedHost;
    private bare: State = { files: {}, packages: [] };

    private readonly larger: Wish;
    private readonly elsewhere: Wish;

    constructor(private readonly release: Release) {
        const value = withPair.includes(release.name) ? "512M,high 128M,low" : "256M";
        this.larger = { ...first, value };
        this.elsewhere = {
            ...this.larger,
            path: "/srv/crash",
            collector: "makedumpfile -c --message-level 1 -d 17",
        };
    }

    /** The stages by name, in their order. */
    readonly stages: Record<string, () => Promise<void>> = {
        "first run": () => this.firstRun(),
        "second run": () => this.secondRun(),
        "changed value": () => this.changedValue(),
        "changed conf": () => this.changedConf(),
        remove: () => this.remove(),
        adopt: () => this.adopt(),
        "T4: new kernel": () => this.newKernel(),
    };

    end(): void {
        this.host?.remove();
    }

    private async firstRun(): Promise<void> {
        this.host = await SimulatedHost.start(this.release);
        await this.host.label(...kept);
        this.bare = await this.state();
        assert.equal(ok(await this.host.install(), "install").json.os.name, this.release.prettyName);
        for (const step of steps(first, layoutOf(this.release).debuginfo)) {
            const { json } = ok(await this.host.step(...step), step.join(" "));
            if (step[0] === "packages")
                assert.ok(Object.keys(json.installed).length >= 2, JSON.stringify(json));
            // The boot has loaded the capture kernel, or the gate has to; with grubby the entries are right at once.
            if (!["service", "bootloader"].includes(step[0]))
                assert.equal(json.changed, true, `${step[0]} changed nothing`);
        }
        assert.equal(this.host.boots, 2, "one boot of its own, and one reboot");
        await this.check(first);
        const { json } = await this.host.step("status");
        assert.match(json.vmlinux, /^\/usr\/lib\/debug\//);
    }

    private async secondRun(): Promise<void> {
        const before = this.host.tree(...kept);
        this.host.record();
        await this.changesNothing(first);
        assert.deepEqual(this.host.tree(...kept), before);
        const acts = this.host.record().filter((call) => !/^systemctl (-q )?is-/.test(call));
        assert.deepEqual(
            acts.filter((call) => !isReading(call)),
            [],
        );
    }

    private async changedValue(): Promise<void> {
        for (const step of steps(this.larger).slice(1, 6)) {
            const { json } = ok(await this.host.step(...step), step.join(" "));
            if (["crashkernel", "reboot"].includes(step[0])) assert.equal(json.changed, true, step[0]);
            if (step[0] === "conf") assert.equal(json.changed, false, "conf did not change");
        }
        assert.equal(this.host.boots, 3);
        await this.check(this.larger);
    }

    private async changedConf(): Promise<void> {
        for (const step of steps(this.elsewhere).slice(1, 6)) {
            const { json } = ok(await this.host.step(...step), step.join(" "));
            assert.equal(
                json.changed,
                ["conf", "service"].includes(step[0]),
                `${step[0]}: ${JSON.stringify(json)}`,
            );
        }
        assert.equal(this.host.boots, 3, "a changed conf needs no reboot");
        await this.check(this.elsewhere);
    }

    private async remove(): Promise<void> {
        const { path: dumps, collector } = this.elsewhere;
        const kept = ["keep 2", "sysctl kernel.hung_task_panic=1"];
        for (const step of [...further, ["conf", `path ${dumps}`, `core_collector ${collector}`, ...kept]])
            assert.equal(ok(await this.host.step(...step), step.join(" ")).json.changed, true, step[0]);
        await this.undo();
        assertSame(await this.state(), this.bare);
        await this.host.boot();
        assert.equal(this.host.runningCrashkernel(), this.release.factoryCrashkernel ?? "");
        this.host.remove();
    }

    /** A host that was configured by hand before: taken over, and given back as it was. */
    private async adopt(): Promise<void> {
        this.host = await SimulatedHost.start(this.release);
        const byHand = await this.host.run("sh", "-c", layoutOf(this.release).byHand);
        assert.equal(byHand.status, 0, byHand.stdout + byHand.stderr);
        await this.host.boot();
        assert.equal(this.host.runningCrashkernel(), "128M");
        const loadedBefore = this.host.loaded();
        assert.equal(loadedBefore.path, "/srv/mine", "kdump runs as it was configured by hand");
        await this.host.label(...kept);
        const before = await this.state();
        ok(await this.host.install(), "install");
        for (const step of steps(first).slice(0, 6)) {
            const { json } = ok(await this.host.step(...step), step.join(" "));
            if (step[0] === "packages") assert.equal(json.changed, false, "all packages were there");
        }
        await this.check(first);
        await this.undo();
        assertSame(await this.state(), before);
        await this.host.boot();
        assert.equal(this.host.runningCrashkernel(), "128M");
        assert.deepEqual(this.host.loaded(), loadedBefore);
        this.host.remove();
    }

    /** A kernel that is installed before the reboot has the value too, and it is the one that boots. */
    private async newKernel(): Promise<void> {
        this.host = await SimulatedHost.start(this.release);
        ok(await this.host.install(), "install");
        for (const step of steps(this.larger).slice(0, 4)) ok(await this.host.step(...step), step.join(" "));
        const before = this.host.bootMenu().entries.length;
        const upgrade = await this.host.run("sh", "-c", layoutOf(this.release).upgrade);
        assert.equal(upgrade.status, 0, upgrade.stdout + upgrade.stderr);
        const menu = this.host.bootMenu();
        assert.ok(menu.entries.length > before, "the menu has an entry for the new kernel");
        assert.ok(menu.chosen.kernel.endsWith(newerKernel(this.release)), menu.chosen.kernel);
        for (const step of steps(this.larger).slice(4, 6)) ok(await this.host.step(...step), step.join(" "));
        await this.check(this.larger);
        const { json } = await this.host.step("status");
        assert.equal(json.kernelRelease, newerKernel(this.release));
    }

    /** What has to come back. */
    private async state(): Promise<State> {
        const list = layoutOf(this.release).format === "deb" ? "dpkg-query -W" : "rpm -qa";
        const { status, stdout, stderr } = await this.host.run("sh", "-c", list);
        assert.equal(status, 0, stderr);
        const files = Object.entries(this.host.tree(...kept))
            .filter(([file]) => !ofOthers.some((theirs) => theirs.test(file)))
            .map(([file, content]) => [
                file,
                byGrubby.test(file) ? content.replace(' user.label="1"', "") : content,
            ]);
        return {
            files: Object.fromEntries(files) as State["files"],
            packages: stdout.split("\n").sort(),
        };
    }

    private async undo(): Promise<void> {
        for (const step of undoing) {
            ok(await this.host.step("undo", step), `undo ${step}`);
            if (step === "install") continue;
            const again = ok(await this.host.step("undo", step), `undo ${step} again`);
            assert.equal(again.json.changed, false, `undo ${step} again`);
        }
    }

    private async changesNothing(wish: Wish): Promise<void> {
        assert.equal(ok(await this.host.install(), "install").json.changed, false, "install again");
        for (const step of steps(wish, layoutOf(this.release).debuginfo)) {
            const { json } = ok(await this.host.step(...step), step.join(" "));
            assert.equal(json.changed, false, `${step[0]} again: ${JSON.stringify(json)}`);
        }
    }

    /** The host is as wished: what it says of itself, and what the kernel and the boot loader say. */
    private async check(wish: Wish): Promise<void> {
        const wanted = wish.value.split(" ").map((half) => `crashkernel=${half}`);
        const bytes = reservedBytes(wanted.join(" "), memory);
        const { json: facts } = ok(await this.host.step("status"), "status");
        assert.equal(facts.ready, true, facts.reason);
        assert.equal(facts.rebootRequired, false);
        assert.equal(facts.crashkernel.wanted, wish.value);
        assert.deepEqual([facts.crashkernel.reservedBytes, facts.crashkernel.predictedBytes], [bytes, bytes]);
        assert.deepEqual([facts.dump.path, facts.dump.mode], [wish.path, "0700"]);
        const { unit, collector } = dialects[this.release.family];
        assert.deepEqual(facts.service, { unit, enabled: true, active: true });
        assert.equal(this.host.runningCrashkernel(), wish.value);
        const menu = this.host.bootMenu();
        // The rescue entry is one of those that a machine may have to live with for a while.
        for (const entry of menu.entries.filter(({ recovery }) => !recovery)) {
            const values = entry.commandLine.match(/\bcrashkernel=\S+/g);
            assert.deepEqual(values, wanted, `${entry.title}: ${entry.commandLine}`);
        }
        const loaded = this.host.loaded();
        assert.deepEqual([loaded.path, loaded.collector], [wish.path, collector(wish.collector)]);
    }
}

/** Calls that look and do not touch; a configuration that is made beside the live one, to be compared, is one. */
function isReading(call: string): boolean {
    return [
        /^grub2-editenv .* list$/,
        /^grub2-mkconfig -o \S*\/\.pulumi-kdump\.\S*$/,
        /^kdumpctl (status|showmem|get-default-crashkernel)/,
        /^kdumptool calibrate/,
    ].some((reading) => reading.test(call));
}

function ok(run: Run, what: string): Run {
    assert.equal(run.status, 0, `${what} ended with ${run.status}: ${run.stderr}`);
    assert.equal(run.stdout.split("\n").length, 2, `${what} prints one line: ${run.stdout}`);
    assert.equal(run.json.schema, 1);
    return run;
}

/** Says which files differ, and how, instead of showing two whole trees. */
function assertSame(
    { files: now, packages }: State,
    { files: before, packages: packagesBefore }: State,
): void {
    assert.deepEqual(packages, packagesBefore, "the same packages are installed");
    const names = [...new Set([...Object.keys(before), ...Object.keys(now)])].sort();
    const differences = names.filter((name) => now[name] !== before[name]);
    const shown = differences.map(
        (name) => `${name}\n  was ${JSON.stringify(before[name])}\n  is  ${JSON.stringify(now[name])}`,
    );
    assert.equal(shown.join("\n"), "", "everything is as it was before");
}
