// Finds out whether /dev/kvm really runs a kernel here: it may exist and be unusable, or hang (nested machines).
import * as fs from "node:fs";
import * as path from "node:path";

import { exec } from "../dev/exec";
import { Say } from "../dev/say";
import { vmCache } from "./vmCache";

export interface Accelerator {
    name: "kvm" | "tcg";
    args: string[];
    /** How many times longer than with KVM things take; limits are multiplied by it. */
    slowness: number;
    reason: string;
}

const probeSeconds = 15;

/** Boots the guest's own kernel as far as its first program; remembers the answer until the machine reboots. */
export async function findAccelerator(kernel: string, initrd: string, say: Say): Promise<Accelerator> {
    const forced = process.env.KDUMP_VM_ACCEL;
    if (forced === "kvm" || forced === "tcg") return accelerator(forced, "KDUMP_VM_ACCEL says so");
    if (!fs.existsSync("/dev/kvm")) return accelerator("tcg", "there is no /dev/kvm");

    const remembered = path.join(vmCache(), "accelerator.json");
    const machine =
        fs.readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim() + ` ${process.getuid?.()}`;
    try {
        const known = JSON.parse(fs.readFileSync(remembered, "utf8"));
        if (known.machine === machine) return accelerator(known.name, known.reason);
    } catch {
        // nothing remembered
    }
    say(`trying /dev/kvm for up to ${probeSeconds} s …`);
    const reason = await probe(kernel, initrd);
    const name = reason === undefined ? "kvm" : "tcg";
    const found = accelerator(name, reason ?? "/dev/kvm booted a kernel");
    say(`virtual machines run with ${name === "kvm" ? "KVM" : "emulation (TCG)"}: ${found.reason}`);
    fs.writeFileSync(`${remembered}.${process.pid}`, JSON.stringify({ machine, name, reason: found.reason }));
    fs.renameSync(`${remembered}.${process.pid}`, remembered);
    return found;
}

function accelerator(name: "kvm" | "tcg", reason: string): Accelerator {
    return name === "kvm"
        ? { name, args: [...kvmArgs, "-smp", "2"], slowness: 1, reason }
        : {
              name,
              // A large cache of translated code (1 GiB by default) makes a reboot up to twice as slow, and each one
              // differently: whatever the new kernel writes to memory first has to find and drop old translations.
              args: ["-accel", "tcg,thread=multi,tb-size=64", "-cpu", "max,-la57,-svm", "-smp", "2"],
              slowness: 6,
              reason,
          };
}

// Some nested machines abort QEMU when it sets the arch-capabilities register; a guest gains nothing from it here.
const kvmArgs = ["-accel", "kvm", "-cpu", "host,-arch-capabilities"];

/** Why KVM does not do, or nothing. */
async function probe(kernel: string, initrd: string): Promise<string | undefined> {
    const { code, stdout, stderr } = await exec(
        "qemu-system-x86_64",
        [
            ...[...kvmArgs, "-smp", "2", "-m", "512", "-nodefaults", "-no-user-config", "-display", "none"],
            ...["-serial", "stdio", "-no-reboot", "-kernel", kernel, "-initrd", initrd],
            ...["-append", "console=ttyS0 panic=-1 rdinit=/bin/false"],
        ],
        { limitSeconds: probeSeconds },
    );
    // The first program ends at once, which is the kernel's end too: it was run.
    if (/Attempted to kill init!/.test(stdout)) return undefined;
    if (code === 124)
        return `a kernel started with /dev/kvm did not reach its first program in ${probeSeconds} s`;
    return `QEMU with /dev/kvm ended with exit status ${code}: ${stderr.trim().split("\n").pop() || "no message"}`;
}
