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
import { startVm, Vm } from "./vm";

const say = (line: string) => void process.stderr.write(`${line}\n`);

/** How a kernel can fail: settings of the kernel that make it a panic, and a command; without one, an NMI from outside. */
interface Kind {
    sysctls?: Record<string, number>;
    command?: string;
}

const fault = (kind: string) => `insmod /root/faults.ko kind=${kind}`;

const kinds: Record<string, Kind> = {
    sysrq: { command: "echo c >/proc/sysrq-trigger" },
    "null-pointer": { command: fault("null") },
    bug: { command: fault("bug") },
    "soft-lockup": {
        command: fault("softlockup"),
        sysctls: { "kernel.watchdog_thresh": 5, "kernel.softlockup_panic": 1 },
    },
    "hung-task": {
        command: fault("hungtask"),
        sysctls: { "kernel.hung_task_timeout_secs": 10, "kernel.hung_task_panic": 1 },
    },
    "out-of-memory": { command: "tail /dev/zero", sysctls: { "vm.panic_on_oom": 2 } },
    nmi: { sysctls: { "kernel.unknown_nmi_panic": 1 } },
    panic: { command: fault("panic") },
    warn: { command: fault("warn"), sysctls: { "kernel.panic_on_warn": 1 } },
    "general-protection": { command: fault("gpf") },
};

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

/** Seconds that a crash, the dump and the boot after it may take. */
const limitSeconds = 1200;

async function main([directory, ...asked]: string[]): Promise<void> {
    if (directory === undefined || asked.some((kind) => !(kind in kinds))) {
        throw new Error(`Usage: recordCrash.ts DIRECTORY [${Object.keys(kinds).join("|")}]…`);
    }
    await ensureHostPackages("Reading dumps", { crash: "crash", gcc: "gcc", make: "make" }, say);
    const vm = await startVm({ layer: "handmade", say });
    try {
        await vm.waitForSsh();
        const release = (await vm.asRoot("uname -r")).trim();
        const debug = await debugFiles(release);
        await run("sh", [
            "-c",
            `${vm.sshCommandLine()} 'sudo tee /root/faults.ko >/dev/null' <'${debug.module}'`,
        ]);
        for (const kind of asked.length > 0 ? asked : Object.keys(kinds)) {
            await timed(say, kind, () => record(vm, kind, path.join(directory, kind), debug));
        }
    } finally {
        await vm.stop();
    }
}

async function record(vm: Vm, kind: string, directory: string, debug: DebugFiles): Promise<void> {
    fs.mkdirSync(directory, { recursive: true });
    const before = await vm.bootId();
    await vm.asRoot("rm -rf /var/crash/2*; sync");
    await timed(say, `  ${kind}: crash, dump and boot`, async () => {
        const { sysctls = {}, command } = kinds[kind];
        for (const [name, value] of Object.entries(sysctls)) await vm.asRoot(`sysctl -qw ${name}=${value}`);
        await vm.asRoot("sync");
        if (command === undefined) await vm.nmi();
        else
            await vm.asRoot(
                `systemd-run -q --on-active=1 --timer-property=AccuracySec=100ms sh -c '${command}'`,
            );
        await vm.waitForReboot(before, limitSeconds);
    });
    await vm.asRoot("test -s /var/crash/2*/dump.*");
    const dump = path.join(cacheDirectory("crash"), `${kind}.dump`);
    await run("sh", ["-c", `${vm.sshCommandLine()} 'sudo sh -c "cat /var/crash/2*/dump.*"' >'${dump}'`]);
    fs.writeFileSync(path.join(directory, "dmesg"), await vm.asRoot("cat /var/crash/2*/dmesg.*"));
    await timed(say, `  ${kind}: reading the dump`, () => read(kind, dump, directory, debug));
}

/** Asks `crash` everything, and then each frame's symbol. */
async function read(kind: string, dump: string, directory: string, debug: DebugFiles): Promise<void> {
    const file = (name: string) => path.join(directory, name);
    const usesModule = kinds[kind].command?.startsWith("insmod") ?? false;
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

interface DebugFiles {
    vmlinux: string;
    module: string;
}

/** vmlinux of the VM's kernel, and the module that makes it fail, from the archive's packages. */
async function debugFiles(release: string): Promise<DebugFiles> {
    const directory = cacheDirectory("crash", release);
    const vmlinux = path.join(directory, `usr/lib/debug/lib/modules/${release}/vmlinux`);
    if (!fs.existsSync(vmlinux))
        await unpack(
            directory,
            [`linux-image-${release}-dbg`],
            `./usr/lib/debug/lib/modules/${release}/vmlinux`, // a link to the next
            `./usr/lib/debug/boot/vmlinux-${release}`,
        );
    const headers = path.join(directory, `usr/src/linux-headers-${release}`);
    if (!fs.existsSync(headers)) {
        const needs = await run("apt-cache", ["depends", `linux-headers-${release}`]);
        const others = [...needs.matchAll(/Depends: (linux-\S+-common|linux-kbuild-\S+)/g)].map(
            (match) => match[1],
        );
        await unpack(directory, [`linux-headers-${release}`, ...others]);
        const makefile = path.join(headers, "Makefile");
        const text = fs.readFileSync(makefile, "utf8");
        fs.writeFileSync(makefile, text.replace("include /usr", `include ${directory}/usr`));
    }
    const source = path.join(directory, "faults");
    fs.cpSync(path.join(__dirname, "faults"), source, { recursive: true });
    await run("make", ["-C", headers, `M=${source}`, "modules"]);
    return { vmlinux, module: path.join(source, "faults.ko") };
}

async function unpack(directory: string, packages: string[], ...only: string[]): Promise<void> {
    fs.mkdirSync(directory, { recursive: true });
    await run("apt-get", ["-q", "download", ...packages], { cwd: directory });
    for (const name of packages) {
        await timed(say, `unpacking ${name}`, () =>
            run(
                "sh",
                [
                    "-c",
                    `dpkg-deb --fsys-tarfile ${name}_*.deb | tar -x ${only.join(" ")} && rm ${name}_*.deb`,
                ],
                {
                    cwd: directory,
                },
            ),
        );
    }
}

void main(process.argv.slice(2)).catch(endWith);
