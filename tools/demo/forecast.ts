// What a person is told before the demo begins: what it fetches, how long it takes here, what it does and what it leaves.
import * as fs from "node:fs";

import { cacheDirectory } from "../dev/checkout";
import { isProgram, which } from "../dev/exec";
import type { StageTime } from "../dev/stages";
import { isRealPluginHere } from "../pulumi/toolchain";
import { builtProgram } from "../pulumi/toolchain/goBuild";
import { installedProgram } from "../pulumi/toolchain/npmPackage";
import { writeFileAtomically } from "../pulumi/toolchain/versions";
import { defaultGuest } from "../vm/guests";
import { vmCache } from "../vm/vmCache";
import type { DemoOptions } from "./options";

/** What is on this machine already. */
export interface Machine {
    cli: boolean;
    plugin: boolean;
    /** Whether the throwaway VM's disk is there from an earlier run. */
    image: boolean;
    kvm: boolean;
    /** Seconds that a demo of the same kind took here the last time. */
    lastSeconds?: number;
}

export function thisMachine(options: DemoOptions): Machine {
    const layers = fs.existsSync(vmCache()) ? fs.readdirSync(vmCache()) : [];
    return {
        cli: which("pulumi") !== undefined || [installedProgram(), builtProgram()].some(isProgram),
        plugin: isRealPluginHere(),
        image: layers.some((name) => new RegExp(`^${defaultGuest}\\.booted-[0-9a-f]+$`).test(name)),
        kvm: process.env.KDUMP_VM_ACCEL !== "tcg" && fs.existsSync("/dev/kvm"),
        lastSeconds: remembered()[kindOf(options)],
    };
}

/** The lines that are said before anything is done. */
export function forecast(options: DemoOptions, machine: Machine): string[] {
    const { host, undo } = options;
    const does =
        host === undefined
            ? "starts a throwaway VM, makes it ready for kdump with one reboot, and removes it"
            : undo
              ? `takes back what an earlier demo did to ${host.host}`
              : `makes ${host.host} ready for kdump; it reboots if the reservation changes`;
    const crash = options.crash ? ". The VM is crashed on purpose as well, and its dump read" : "";
    return [
        `This ${does}${crash}.`,
        `It fetches ${list(fetched(options, machine))}.`,
        `It takes ${duration(options, machine)}, and asks nothing. Ctrl-C ends it in order.`,
    ];
}

function fetched({ host, crash, undo }: DemoOptions, { cli, plugin, image }: Machine): string[] {
    const built =
        "where get.pulumi.com cannot be reached, it is built from Go modules: 5 minutes and 4 GB of disk";
    const items = [
        cli ? undefined : `the Pulumi CLI (${built})`,
        plugin ? undefined : "the plugin command",
        host !== undefined || image
            ? undefined
            : "Debian packages for the VM's disk, which is kept for the next time",
        undo ? undefined : `kdump's packages${crash ? " and the kernel's debuginfo" : ""}, on the host`,
    ];
    return items.filter((item) => item !== undefined);
}

/** Minutes as they were measured on two cores, where this machine has no time of its own yet. */
function duration(options: DemoOptions, { lastSeconds, kvm, image, cli }: Machine): string {
    if (lastSeconds !== undefined) return `about ${minutes(lastSeconds)}, as the last time`;
    if (options.undo) return "less than a minute";
    if (options.host !== undefined) return "some minutes, most of them for packages and the reboot";
    const slow = kvm ? "" : " without KVM, because the VM is emulated";
    const first = image && cli ? "" : ", and more this first time, for what has to be fetched";
    if (options.crash) return `${kvm ? "some minutes" : "about half an hour"}${slow}${first}`;
    return `${kvm ? "about 3 minutes" : "about 8 minutes"}${slow}${first}`;
}

function minutes(seconds: number): string {
    return seconds < 90 ? `${Math.round(seconds)} seconds` : `${Math.round(seconds / 60)} minutes`;
}

function list(items: string[]): string {
    if (items.length === 0) return "nothing";
    return items.length === 1 ? items[0] : `${items.slice(0, -1).join("; ")}; and ${items.at(-1)}`;
}

function kindOf({ host, crash, undo }: DemoOptions): string {
    return [host === undefined ? "throwaway" : "own", crash && "crash", undo && "undo"]
        .filter(Boolean)
        .join("-");
}

function timesFile(): string {
    return cacheDirectory("demo", "times.json");
}

function remembered(): Record<string, number> {
    return fs.existsSync(timesFile())
        ? (JSON.parse(fs.readFileSync(timesFile(), "utf8")) as Record<string, number>)
        : {};
}

/** Keeps how long it took, for the next time's forecast. */
export function remember(options: DemoOptions, times: StageTime[]): void {
    const seconds = times.reduce((sum, each) => sum + each.seconds, 0);
    writeFileAtomically(
        timesFile(),
        JSON.stringify({ ...remembered(), [kindOf(options)]: Math.round(seconds) }),
    );
}
