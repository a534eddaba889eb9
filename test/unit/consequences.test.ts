import * as assert from "node:assert/strict";

import * as pulumi from "@pulumi/pulumi";

import { DumpServer, Kdump, RebootPolicy } from "../../src";
import { unpinned } from "../../src/host/unpinned";
import { consequences, Outlook } from "../../src/kdump/consequences";
import { recorded } from "../support/mocks";
import { ed25519Key } from "../support/publicKeys";

const all = ["host", "packages", "crashkernel", "bootloader", "conf", "reservation", "service"];

/** The sentences of the block, without its head. */
function told(changes: Partial<Outlook>): string[] {
    const block = consequences({ host: "admin@web:22", steps: all, reboot: RebootPolicy.Never, ...changes });
    const [head, ...sentences] = (block ?? "").split("\n  - ");
    assert.equal(head, block === undefined ? "" : "What an update does to admin@web:22:");
    return sentences;
}

const whenRequired = { reboot: RebootPolicy.WhenRequired };
const seen = { files: [] };

describe("the consequences of an update", () => {
    it("are none where no step runs", () => assert.deepEqual(told({ steps: [] }), []));

    it("say whether it reboots, may, or not, and why", () => {
        const reboot = (changes: Partial<Outlook>) => told(changes)[0];
        assert.match(
            reboot({}),
            /^It does not reboot, because reboot is never\. .*ready is false until then/,
        );
        assert.match(reboot(whenRequired), /^It reboots once, unless as much is reserved already/);
        assert.match(
            reboot({ ...whenRequired, seen }),
            /^It does not reboot: what is reserved is what crashkernel asks for/,
        );
        assert.equal(
            reboot({ ...whenRequired, seen: { ...seen, reboot: "0 MiB are reserved." } }),
            "It reboots once. 0 MiB are reserved.",
        );
        assert.match(
            reboot({ ...whenRequired, steps: ["conf", "service"] }),
            /^It does not reboot: its reservation stays/,
        );
    });

    it("say what is reserved, where it is known", () => {
        assert.ok(
            told({ reservation: "crashkernel=192M reserves 192 MiB of 4 GiB." }).includes(
                "crashkernel=192M reserves 192 MiB of 4 GiB.",
            ),
        );
    });

    it("say what the capture kernel of a drill needed, beside what is reserved", () => {
        const reservation = "crashkernel=192M reserves 192 MiB of 4 GiB.";
        const captureMemory =
            "In the drill of 2026-11-23T18:40:00Z the capture kernel needed 133 MiB at most.";
        assert.match(
            told({ reservation, captureMemory }).join("|"),
            /of 4 GiB\.\|In the drill of .* at most\./,
        );
    });

    it("name the files, and not too many", () => {
        const files = (count: number) => Array.from({ length: count }, (_, index) => `/etc/${index + 1}`);
        const about = (count: number) =>
            told({ seen: { files: files(count) } }).find((line) => /^Files/.test(line));
        assert.equal(about(0), undefined);
        assert.equal(about(2), "Files that change: /etc/1, /etc/2.");
        assert.match(about(10) ?? "", /\/etc\/8, 2 more\.$/);
    });

    it("say whether the capture initramfs is built anew", () => {
        const image = (changes: Partial<Outlook>) => told(changes).find((line) => /initramfs/.test(line));
        assert.match(image({}) ?? "", /is built when kdump's packages are new/);
        const conf = { steps: ["conf", "service"] };
        assert.match(image({ ...conf, family: "debian" }) ?? "", /stays as it is/);
        assert.match(image({ ...conf, family: "el" }) ?? "", /is built anew, for the changed configuration/);
        assert.match(image({ ...conf }) ?? "", /except on Debian and Ubuntu/);
        assert.equal(image({ steps: ["reservation", "service"] }), undefined);
        const service =
            "It is not enabled. /boot/x, the capture initramfs, is older than /etc/kdump.conf. It is so.";
        assert.equal(
            image({ ...conf, seen: { ...seen, service } }),
            "The capture initramfs is built anew: /boot/x, the capture initramfs, is older than /etc/kdump.conf.",
        );
    });

    it("name the hosts whose key is not pinned", () => {
        assert.equal(unpinned([]), undefined);
        assert.match(
            unpinned(["web"]) ?? "",
            /^One host has no connection\.hostKey \(web\): whoever answers/,
        );
        assert.match(
            unpinned([..."abcdefghij"]) ?? "",
            /^10 hosts have no connection\.hostKey \(a, b, .*h, …\)/,
        );
    });

    it("warn of unpinned keys once a stack, and of a VM that is not there yet too", async () => {
        const warnings: string[] = [];
        const log = pulumi.log as { warn: typeof pulumi.log.warn };
        const { warn } = log;
        log.warn = async (text) => void warnings.push(text);
        const privateKey = "-----BEGIN OPENSSH PRIVATE KEY-----\nx\n-----END OPENSSH PRIVATE KEY-----\n";
        class Vm extends pulumi.CustomResource {
            declare readonly address: pulumi.Output<string>;
            constructor() {
                super("test:index:Vm", "vm", { address: undefined });
            }
        }
        try {
            await recorded(() => {
                const vm = new Vm();
                new Kdump("later", { connection: { host: vm.address, privateKey } });
                new Kdump("web", { connection: { host: "192.0.2.1", privateKey } });
                new DumpServer("server", { connection: { host: "192.0.2.3", privateKey } });
                new Kdump("pinned", {
                    connection: { host: "192.0.2.2", privateKey, hostKey: ed25519Key("host") },
                });
            }, "preview");
        } finally {
            log.warn = warn;
        }
        assert.equal(warnings.length, 1, warnings.join("\n"));
        assert.match(warnings[0], /^3 hosts have no connection\.hostKey \(later, server, web\)/);
    });
});
