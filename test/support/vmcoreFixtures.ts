import * as fs from "node:fs";
import * as path from "node:path";

import { RawReport } from "../../src/vmcore/rawReport";

/** Texts of crash and of the kernel; README.md beside them says which are recorded and which are written. */
export const vmcoreFixtures = path.join(__dirname, "..", "fixtures", "vmcore");

export function vmcoreText(file: string): string {
    const full = path.join(vmcoreFixtures, file);
    return fs.existsSync(full) ? fs.readFileSync(full, "utf8") : "";
}

/** The kinds of crash that were recorded from real dumps. */
export const recordedKinds = fs.readdirSync(path.join(vmcoreFixtures, "recorded")).sort();

/** The answer of the report step to a dump that was recorded. */
export function recordedReport(kind: string, change: Partial<RawReport> = {}): RawReport {
    const section = (name: string) => vmcoreText(`recorded/${kind}/${name}`);
    return rawReport("recorded", {
        header: section("sys") + section("set"),
        bt: section("bt-l"),
        sym: section("sym"),
        log: section("log"),
        mod: section("mod"),
        modTaint: section("mod-t"),
        errors: section("silent"),
        vmlinux: "/usr/lib/debug/lib/modules/6.1.0-56-cloud-amd64/vmlinux",
        ...change,
    });
}

/** The answer of the report step that the sections in a folder would be. */
export function rawReport(folder: string, change: Partial<RawReport> = {}): RawReport {
    const section = (name: string) => vmcoreText(`${folder}/${name}.txt`);
    return {
        vmcore: {
            path: "/var/crash/202611231838/dump.202611231838",
            bytes: 51_800_000,
            written: Date.UTC(2026, 10, 23, 18, 39, 40) / 1000,
            format: "kdump",
            release: "",
            buildId: "",
            dmesg: "",
            nodename: "",
            machine: "",
        },
        host: "",
        vmlinux: "/usr/lib/debug/lib/modules/6.1.0-37-cloud-amd64/vmlinux",
        without: "",
        reader: "crash 8.0.2",
        passed: "",
        remark: "",
        fallback: "",
        ended: false,
        header: section("header"),
        bt: section("bt"),
        sym: section("sym"),
        log: section("log"),
        mod: section("mod"),
        modTaint: section("modTaint"),
        taint: section("taint"),
        errors: "",
        newer: "",
        ...change,
    };
}
