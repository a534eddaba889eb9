// What `crash` says of real dumps, recorded: node tools/start.cjs tools/vm/recordCrash.ts DIRECTORY [KIND…]
//
// A VM fails in one way after the other; each dump is read on this machine, and what `crash` answers to each command
// is written to DIRECTORY/KIND/.
import * as fs from "node:fs";
import * as path from "node:path";

import { cacheDirectory } from "../dev/checkout";
import { run } from "../dev/exec";
import { ensureHostPackages } from "../dev/hostPackages";
import { endWith } from "../dev/interruption";
import { timed } from "../dev/say";
import { bringFaults, crashKinds, crashVm } from "./crashVm";
import { DebugFiles, debugFiles } from "./debugFiles";
import { startVm, Vm } from "./vm";

const say = (line: string) => void process.stderr.write(`${line}\n`);

/** What is asked about every dump: the file that the answer goes to, and the command of `crash`. */
const questions: Record<string, string> = {
    sys: "sys",
    set: "set",
    bt: "bt",
    "bt-l": "bt -l",
    "bt-a": "bt -a",
    ps: "ps -S",
    mod: "mod",
    "mod-t": "mod -t",
    log: "log",
};

async function main([directory, ...asked]: string[]): Promise<void> {
    if (directory === undefined || asked.some((kind) => !(kind in crashKinds))) {
        throw new Error(`Usage: recordCrash.ts DIRECTORY [${Object.keys(crashKinds).join("|")}]…`);
    }
    await ensureHostPackages("Reading dumps", { crash: "crash", gcc: "gcc", make: "make" }, say);
    const vm = await startVm({ layer: "handmade", say });
    try {
        await vm.waitForSsh();
        const release = (await vm.asRoot("uname -r")).trim();
        const debug = await debugFiles(release, say);
        await bringFaults(vm, debug.module);
        for (const kind of asked.length > 0 ? asked : Object.keys(crashKinds)) {
            await timed(say, kind, () => record(vm, kind, path.join(directory, kind), debug));
        }
    } finally {
        await vm.stop();
    }
}

async function record(vm: Vm, kind: string, directory: string, debug: DebugFiles): Promise<void> {
    fs.mkdirSync(directory, { recursive: true });
    await vm.asRoot("rm -rf /var/crash/2*; sync");
    await timed(say, `  ${kind}: crash, dump and boot`, () => crashVm(vm, kind));
    await vm.asRoot("test -s /var/crash/2*/dump.*");
    const dump = path.join(cacheDirectory("crash"), `${kind}.dump`);
    await run("sh", ["-c", `${vm.sshCommandLine()} 'sudo sh -c "cat /var/crash/2*/dump.*"' >'${dump}'`]);
    fs.writeFileSync(path.join(directory, "dmesg"), await vm.asRoot("cat /var/crash/2*/dmesg.*"));
    await timed(say, `  ${kind}: reading the dump`, () => read(kind, dump, directory, debug));
}

/** Asks `crash` everything, and then each frame's symbol. */
async function read(kind: string, dump: string, directory: string, debug: DebugFiles): Promise<void> {
    const file = (name: string) => path.join(directory, name);
    const usesModule = crashKinds[kind].command?.startsWith("insmod") ?? false;
    const session = (commands: string[], flags: string[] = []) =>
        run("crash", [...flags, debug.vmlinux, dump], {
            stdin: [...(usesModule ? [`mod -s faults ${debug.module}`] : []), ...commands, "exit", ""].join(
                "\n",
            ),
            limitSeconds: 600,
        });
    fs.writeFileSync(file("version"), await run("crash", ["--version"]));
    fs.writeFileSync(file("header"), await session([]));
    const answers = Object.entries(questions).map(([name, command]) => `${command} > ${file(name)}`);
    fs.writeFileSync(file("silent"), await session(answers, ["-s"]));
    fs.writeFileSync(file("log"), lastLinesOf(file("log"), 300));
    const frames = fs.readFileSync(file("bt"), "utf8").matchAll(/ at ([0-9a-f]{16})|RIP: ([0-9a-f]{16})/g);
    const symbols = [...frames].map((found) => `sym ${found[1] ?? found[2]}`);
    fs.writeFileSync(file("sym"), await session(symbols, ["-s"]));
    const places = [
        [debug.vmlinux, debug.vmlinux.slice(debug.vmlinux.indexOf("/usr/lib/debug/"))],
        [dump, "/var/crash/vmcore"],
        [debug.module, "/root/faults.ko"],
    ];
    for (const name of fs.readdirSync(directory)) rewrite(file(name), places);
}

/** Where things lay on the machine that recorded is nobody's business. */
function rewrite(file: string, places: string[][]): void {
    const text = fs.readFileSync(file, "utf8");
    fs.writeFileSync(
        file,
        places.reduce((now, [here, there]) => now.replaceAll(here, there), text),
    );
}

function lastLinesOf(file: string, count: number): string {
    return `${fs.readFileSync(file, "utf8").trimEnd().split("\n").slice(-count).join("\n")}\n`;
}

void main(process.argv.slice(2)).catch(endWith);
