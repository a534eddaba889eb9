import * as assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";

import { ElRoot } from "./elRoot";
import { ok, steps } from "./lifecycle";
import { fails } from "./refusals";
import { shells, ThrowawayRoot } from "./throwawayRoot";

const MiB = 2 ** 20;

/** One key slot as `cryptsetup luksDump` prints it; without memory it is of PBKDF2. */
const slot = (number: number, kib?: number) =>
    `  ${number}: luks2\n\tKey:        512 bits\n\tPBKDF:      ${kib === undefined ? "pbkdf2" : "argon2id"}\n` +
    (kib === undefined
        ? "\tHash:       sha256\n"
        : `\tTime cost:  4\n\tMemory:     ${kib}\n\tThreads:    2\n`);

const luksDump = (...slots: (number | undefined)[]) =>
    `LUKS header information\nVersion:       \t2\nData segments:\n  0: crypt\n\tMemory:     7\n\nKeyslots:\n` +
    `${slots.map((kib, number) => slot(number, kib)).join("")}Tokens:\nDigests:\n  0: pbkdf2\n\tHash:       sha256\n`;

/** A host that is ready for a dump. */
function ready(shell = shells.dash): ThrowawayRoot {
    const host = new ThrowawayRoot(shell, { installed: true });
    host.set("reboots");
    ok(host.install(), "install");
    for (const step of steps("192M", ["path /var/crash"]).slice(0, 6)) ok(host.run(...step), step[0]);
    host.record();
    return host;
}

/** Mounts, as /proc/self/mountinfo has them: place, numbers, source. */
function mounted(host: ThrowawayRoot, ...mounts: [string, string, string][]): void {
    const line = ([place, numbers, source]: [string, string, string], at: number) =>
        `${at + 20} 1 ${numbers} / ${place} rw,relatime shared:1 - ext4 ${source} rw\n`;
    host.write("proc/self/mountinfo", mounts.map(line).join(""));
}

/** A block device in sysfs, with what lies below it. */
function block(host: ThrowawayRoot, name: string, uuid?: string, below: string[] = []): void {
    const directory = path.join(host.root, "sys/class/block", name);
    fs.mkdirSync(path.join(directory, "slaves"), { recursive: true });
    for (const each of below)
        fs.symlinkSync(path.join(host.root, "sys/class/block", each), path.join(directory, "slaves", each));
    host.write(`dev/${name}`, "");
    if (uuid === undefined) return;
    host.write(`sys/class/block/${name}/dm/uuid`, `${uuid}\n`);
    host.write(`sys/class/block/${name}/dm/name`, `mapper-of-${name}\n`);
}

const luks = "CRYPT-LUKS2-8a1a53463be64f959baa74abc6bd8b55-data";

describe("an encrypted volume below the dump directory", function () {
    this.timeout(60000);
    let host: ThrowawayRoot;
    afterEach(() => host.remove());

    const status = () => ok(host.run("status"), "status").json;

    /** /var on LVM on LUKS on a partition, and the root file system beside it on a partition. */
    function encryptedVar(): void {
        block(host, "vda1");
        block(host, "vda2");
        block(host, "dm-0", luks, ["vda2"]);
        block(host, "dm-1", "LVM-abc", ["dm-0"]);
        mounted(
            host,
            ["/", "254:1", "/dev/vda1"],
            ["/var", "253:1", "/dev/dm-1"],
            ["/var/cr", "254:1", "/dev/vda1"],
        );
    }

    for (const [name, shell] of Object.entries(shells)) {
        it(`is found below LVM, and told with what its key slots take, under ${name}`, () => {
            host = ready(shell);
            encryptedVar();
            host.set("luks-dump", luksDump(524288, undefined));
            const { ready: isReady, dump, remarks } = status();
            assert.deepEqual([isReady, dump.encryptedVolume], [true, "mapper-of-dm-0"]);
            assert.deepEqual(remarks, [
                "/var/crash lies on the encrypted volume mapper-of-dm-0 (/dev/vda2). The capture kernel has to unlock that, and nobody types a passphrase there: " +
                    "a dump is written only if a key file or a TPM does it. Its key slots take up to 512 MiB to unlock. " +
                    "192 MiB are reserved, and 704 MiB is what this distribution takes without that, and it: reserve as much with crashkernel. A drill tells whether it works.",
            ]);
            assert.ok(host.record().includes("cryptsetup luksDump /dev/vda2"));
        });

        it(`T53: makes a host not ready when no key slot can be unlocked in what is reserved, under ${name}`, () => {
            host = ready(shell);
            encryptedVar();
            host.set("luks-dump", luksDump(1048576, 262144));
            const facts = status();
            assert.equal(facts.ready, false);
            assert.match(
                facts.reason,
                /^\/var\/crash lies on the encrypted volume mapper-of-dm-0, and its key slots take 256 MiB and more to unlock, while the capture kernel has no more than the 192 MiB that are reserved\. .*--pbkdf pbkdf2 \/dev\/vda2/,
            );
            fails(host.run("drill", "sysrq", "this crashes the machine"), "not-ready", "mapper-of-dm-0");
            host.set("luks-dump", luksDump(1048576, 131072));
            assert.equal(status().ready, true, "one slot that can be unlocked may be the one that is");
        });
    }

    it("is not seen where there is none, where another place is encrypted, or where no header can be read", () => {
        host = ready();
        assert.deepEqual([status().dump.encryptedVolume, status().remarks], ["", []]);
        encryptedVar();
        mounted(
            host,
            ["/", "254:1", "/dev/vda1"],
            ["/home", "253:1", "/dev/dm-1"],
            ["/var/crashes", "253:1", "/dev/dm-1"],
        );
        assert.deepEqual([status().dump.encryptedVolume, status().remarks], ["", []]);
        // verity and integrity are no encryption
        block(host, "dm-2", "CRYPT-VERITY-0123-usr", ["vda1"]);
        mounted(host, ["/", "254:1", "/dev/dm-2"]);
        assert.equal(status().dump.encryptedVolume, "");
        mounted(host, ["/", "254:1", "/dev/vda1"], ["/var", "0:31", "/dev/dm-1"]);
        const { ready: isReady, remarks } = status();
        assert.equal(isReady, true);
        assert.match(remarks[0], /a key file or a TPM does it\. A drill tells whether it works\.$/);
    });

    it("is found by its number where its name is not one of the kernel's", () => {
        host = ready();
        encryptedVar();
        mounted(host, ["/", "254:1", "/dev/root"], ["/var", "253:1", "somewhere"]);
        fs.mkdirSync(path.join(host.root, "sys/dev/block"), { recursive: true });
        fs.symlinkSync(
            path.join(host.root, "sys/class/block/dm-1"),
            path.join(host.root, "sys/dev/block/253:1"),
        );
        assert.equal(status().dump.encryptedVolume, "mapper-of-dm-0");
    });

    it("matters on Debian below the root file system too, which its capture kernel boots", () => {
        host = ready();
        encryptedVar();
        mounted(host, ["/", "253:1", "/dev/dm-1"], ["/var", "254:1", "/dev/vda1"]);
        assert.match(status().remarks[0], /^\/ lies on the encrypted volume mapper-of-dm-0/);
        ok(host.run("conf", "nfs server:/export"), "conf");
        assert.match(status().remarks[0], /^\/ lies on the encrypted volume mapper-of-dm-0/);
    });

    it("is no matter on EL where kdumpctl hands its keys over", () => {
        const el = new ElRoot("centos 10").installed();
        host = el;
        ok(host.install(), "install");
        encryptedVar();
        host.set("luks-dump", luksDump(1048576));
        assert.match(status().remarks[0], /^\/var\/crash lies on the encrypted volume/);
        fs.mkdirSync(path.join(host.root, "sys/kernel/config/crash_dm_crypt_keys"), { recursive: true });
        assert.match(
            status().remarks[0],
            /^\/var\/crash lies on the encrypted volume/,
            "this kdumpctl cannot",
        );
        fs.appendFileSync(path.join(host.root, "usr/bin/kdumpctl"), "prepare_luks()\n");
        assert.deepEqual([status().remarks, status().dump.encryptedVolume], [[], "mapper-of-dm-0"]);
    });
});

describe("a machine whose memory is encrypted", function () {
    this.timeout(60000);
    let host: ThrowawayRoot;
    afterEach(() => host.remove());

    const status = () => ok(host.run("status"), "status").json;

    for (const [name, shell] of Object.entries(shells)) {
        it(`is known by systemd, the processor's flags or the kernel's words, under ${name}`, () => {
            host = ready(shell);
            host.set("journal", "Linux version\n");
            assert.deepEqual([status().memoryEncryption, status().remarks], ["", []]);
            for (const [word, kind] of [
                ["x86/mm: Memory Encryption Features active: AMD SEV SEV-ES SEV-SNP", "sev-snp"],
                ["AMD Memory Encryption Features active: SEV SEV-ES", "sev-es"],
                ["AMD Secure Encrypted Virtualization (SEV) active", "sev"],
                ["Memory Encryption Features active: AMD SME", "sme"],
                ["Memory Encryption Features active: Intel TDX", "tdx"],
            ]) {
                host.set("journal", `Linux version\n${word}\nlast\n`);
                assert.equal(status().memoryEncryption, kind);
            }
            host.set("cvm", "none\n");
            assert.equal(status().memoryEncryption, "", "systemd knows better");
            host.set("cvm", "sev-snp\n");
            assert.equal(status().memoryEncryption, "sev-snp");
            host.unset("cvm");
            host.unset("journal");
            host.write("proc/cpuinfo", "flags\t\t: fpu hypervisor tdx_guest\n");
            assert.equal(status().memoryEncryption, "tdx");
        });
    }

    it("T54: is told that its capture kernel needs room for bounce buffers, where it has none", () => {
        host = ready();
        host.set("cvm", "sev\n");
        assert.deepEqual(status().remarks, [
            "The memory of this machine is encrypted (AMD SEV), and its capture kernel takes 64 MiB of what is reserved for bounce buffers. " +
                "192 MiB are reserved, and 256 MiB is what this distribution takes without that, and it: reserve as much with crashkernel.",
        ]);
        host.write("sys/kernel/kexec_crash_size", `${256 * MiB}\n`);
        assert.deepEqual(status().remarks, []);
    });

    it("is told that its kernel may be too old to write a dump of such a guest", () => {
        host = ready();
        host.write("sys/kernel/kexec_crash_size", `${256 * MiB}\n`);
        for (const [kind, sentence] of [
            [
                "tdx",
                /^This is a guest with Intel TDX\. Linux can start another kernel in one from 6\.11 on, .* 6\.1\.0-37-cloud-amd64 has it/,
            ],
            ["sev-snp", /^This is a guest with AMD SEV-SNP\. Linux writes dumps of one from 6\.15 on/],
        ] as const) {
            host.set("cvm", `${kind}\n`);
            assert.match(status().remarks.join("\n"), sentence);
            host.write("proc/sys/kernel/osrelease", "6.17.0-5-generic\n");
            assert.deepEqual([status().remarks, status().memoryEncryption], [[], kind]);
            host.write("proc/sys/kernel/osrelease", `${host.release}\n`);
        }
    });
});
