// The directory of each running VM: its throwaway disk, its pid file, and the mark of the process it belongs to.
import * as fs from "node:fs";
import * as path from "node:path";

import { isAlive, processMark } from "../dev/processes";
import { Say } from "../dev/say";
import { vmCache } from "./vmCache";

const runsDirectory = () => vmCache("runs");

export interface Run {
    name: string;
    directory: string;
    /** Outlives the run. */
    consoleLog: string;
}

let count = 0;

export function createRun(): Run {
    const name = `${process.pid}-${Date.now().toString(36)}-${++count}`;
    const directory = path.join(runsDirectory(), name);
    const logs = vmCache("logs");
    fs.mkdirSync(directory, { recursive: true });
    fs.mkdirSync(logs, { recursive: true });
    fs.writeFileSync(path.join(directory, "owner"), processMark(process.pid));
    const old = fs.readdirSync(logs).sort((a, b) => age(path.join(logs, b)) - age(path.join(logs, a)));
    for (const log of old.slice(30)) fs.rmSync(path.join(logs, log), { force: true });
    return { name, directory, consoleLog: path.join(logs, `${name}.log`) };
}

function age(file: string): number {
    return fs.statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

export function removeRun(run: Run): void {
    fs.rmSync(run.directory, { recursive: true, force: true });
}

/** The layers that running VMs stand on, and which runs there are. */
export function listRuns(): { name: string; alive: boolean; pid?: number; description: string }[] {
    if (!fs.existsSync(runsDirectory())) return [];
    return fs.readdirSync(runsDirectory()).map((name) => {
        const directory = path.join(runsDirectory(), name);
        return {
            name,
            alive: isAlive(read(path.join(directory, "owner"))),
            pid: ownQemu(directory),
            description: read(path.join(directory, "description")),
        };
    });
}

/** Ends VMs whose process is gone without having ended them (SIGKILL, power cut), and removes their disks. */
export function cleanStaleRuns(say: Say): void {
    for (const { name, alive, pid } of listRuns()) {
        const directory = path.join(runsDirectory(), name);
        const youngerThanItsMark =
            Date.now() - age(directory) < 5000 && !fs.existsSync(path.join(directory, "owner"));
        if (alive || youngerThanItsMark) continue;
        if (pid !== undefined) {
            say(`ending the VM ${name} (process ${pid}): the process that started it is gone`);
            process.kill(pid, "SIGKILL");
        }
        fs.rmSync(directory, { recursive: true, force: true });
    }
}

/** The process of the run's pid file, if its command line says that it is QEMU with this very pid file. */
function ownQemu(directory: string): number | undefined {
    const pidFile = path.join(directory, "qemu.pid");
    const pid = Number(read(pidFile).trim());
    if (!Number.isInteger(pid) || pid <= 1) return undefined;
    const commandLine = read(`/proc/${pid}/cmdline`).split("\0");
    return /qemu-system/.test(commandLine[0]) && commandLine.includes(pidFile) ? pid : undefined;
}

function read(file: string): string {
    try {
        return fs.readFileSync(file, "utf8");
    } catch {
        return "";
    }
}
