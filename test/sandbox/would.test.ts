import * as assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";

import { ed25519Key } from "../support/publicKeys";
import { edit, families, lines, owner, remove } from "./drifts";
import { ElRoot } from "./elRoot";
import { ok, steps } from "./lifecycle";
import { SuseRoot } from "./suseRoot";
import { assembledProgram, Run, shells, ThrowawayRoot } from "./throwawayRoot";

/** Where the stand-ins of the tools do not make what is missing, or nothing would. */
const notMended =
    /the capture initramfs is of another kernel|another kernel runs|debuginfo is of another build|as it would again/;

for (const [family, { make, shell, crashkernel, drifts }] of Object.entries(families)) {
    describe(`what would change on a host of ${family}`, function () {
        this.timeout(120_000);
        let template: ThrowawayRoot;
        let digest: string;
        before(() => {
            template = make(shells[shell]);
            template.set("reboots");
            template.set("plugin");
            digest = String(ok(template.install("--owner", owner), "install").json.version);
            for (const step of declared) ok(template.run(...step), step[0]);
        });
        after(() => template.remove());

        const declared = [
            ...steps(crashkernel, lines),
            ["owner", owner, "install", "crashkernel", "conf", "service"],
        ];

        /** What a look answers, with everything declared. */
        function look(host: ThrowawayRoot): Run["json"] {
            const before = host.tree();
            const run = host.look(
                ...["--program", digest.slice(0, 12), "--owner", owner, "--crashkernel", crashkernel],
                ...["--reboot", "when-required", "--debuginfo", "--conf", ...lines],
            );
            assert.deepEqual(host.tree(), before);
            return ok(run, "status").json;
        }

        for (const [what, by, mended] of drifts) {
            it(`after this: ${what}`, () => {
                const host = Object.setPrototypeOf(
                    template.copy(),
                    Object.getPrototypeOf(template),
                ) as ThrowawayRoot;
                try {
                    by(host);
                    const { would } = look(host);
                    assert.deepEqual(Object.keys(would), Object.keys(mended), JSON.stringify(would));
                    for (const [step, why] of Object.entries(mended)) assert.match(would[step].why, why);
                    if (notMended.test(what)) return;
                    // Exactly these steps mend it.
                    if (mended.install) ok(host.install("--owner", owner), "install");
                    for (const step of declared.filter(([name]) => name in mended))
                        ok(host.run(...step), step[0]);
                    const after = look(host);
                    assert.deepEqual([after.would, after.ready, after.reason], [{}, true, ""]);
                } finally {
                    host.remove();
                }
            });
        }
    });
}

/** Hosts whose dumps go to a DumpServer: the conf lines tell that `key` and `trust` are declared too. */
const senders: Record<string, (shell: string[]) => ThrowawayRoot> = {
    dash: (shell) => new ThrowawayRoot(shell, { installed: true }),
    bash: (shell) => new SuseRoot(shell, { installed: true }),
    busybox: (shell) => new ElRoot("rhel 9.4", shell).installed(),
};
for (const [name, make] of Object.entries(senders)) {
    describe(`what would change on a host whose dumps go to a DumpServer, under ${name}`, function () {
        this.timeout(120_000);
        const key = "root/.ssh/pulumi-kdump_ed25519";

        it("is the key, or the pinned host key", () => {
            const host = make(shells[name]);
            try {
                const vmcores = path.join(host.base, "vmcores");
                fs.mkdirSync(vmcores);
                host.set("kdump-server", assembledProgram("server"));
                const conf = [
                    "ssh kdump-web@collector",
                    `sshkey /${key}`,
                    `path ${vmcores}`,
                    "core_collector makedumpfile -F -d 31",
                    "ssh_port 2222",
                ].slice(0, name === "bash" ? 5 : 4);
                ok(host.install(), "install");
                ok(host.run("key"), "key");
                const trust = ["trust", "kdump-web@collector", "2222", vmcores, ed25519Key("server")];
                ok(host.run(...trust), "trust");
                ok(host.run("conf", ...conf), "conf");
                host.set("units/kdump.service", "enabled active\n");
                host.set("units/kdump-tools.service", "enabled active\n");
                const would = () => ok(host.look("--conf", ...conf), "status").json.would;
                assert.deepEqual(would(), {});

                edit(host, "root/.ssh/known_hosts", /# BEGIN[\s\S]*/, "");
                assert.deepEqual(Object.keys(would()), ["trust"]);
                // What an earlier version has written is known by its block alone.
                fs.renameSync(
                    path.join(host.root, "var/lib/pulumi-kdump/trust"),
                    path.join(host.base, "remembered"),
                );
                assert.match(would().trust.why, /known_hosts does not pin the DumpServer's host key\.$/);
                ok(host.run(...trust), "trust");
                remove(host, "root/.ssh/config");
                assert.match(would().trust.why, /\.ssh\/config is not there\.$/);
                ok(host.run(...trust), "trust");
                assert.deepEqual(would(), {});

                remove(host, `${key}.pub`);
                assert.match(would().key.why, /_ed25519\.pub is not there\.$/);
                ok(host.run("key"), "key");
                remove(host, key);
                assert.deepEqual(Object.keys(would()), ["key"]);
                ok(host.run("key"), "key");
                assert.deepEqual(would(), {});
            } finally {
                host.remove();
            }
        });
    });
}
