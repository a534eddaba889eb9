// npm run vm -- build [LAYER] | up [LAYER] | ssh [COMMAND…] | list | down | clean
import { spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";

import { endWith, interruption } from "../dev/interruption";
import { timed } from "../dev/say";
import { defaultGuest, GuestName, guestNames, isGuestName } from "./guests";
import { currentKeys, ensureLayer } from "./layer";
import { isLayerName, LayerName, layerNames, recipes } from "./recipes";
import { cleanStaleRuns, listRuns } from "./runs";
import { startVm } from "./vm";
import { vmCache } from "./vmCache";

const usage = `Throwaway VMs.

    npm run vm -- build [LAYER] [GUEST]  build a layer and those below it (default: packages)
    npm run vm -- up [LAYER] [GUEST]     start a VM and keep it until Ctrl-C (default: booted)
    npm run vm -- ssh [COMMAND…]         log in to the VM that \`up\` started last
    npm run vm -- list                   layers and running VMs
    npm run vm -- down                   end every VM that \`up\` started
    npm run vm -- clean                  remove layers that no longer match what they are made from

Guests: ${guestNames.join(", ")} (default: ${defaultGuest})
Layers: ${layerNames.map((name) => (name === "base" ? "base" : `${name} (${recipes[name].description})`)).join(";\n        ")}
`;

const say = (line: string) => void process.stderr.write(`${line}\n`);

async function main([command, ...rest]: string[]): Promise<number> {
    switch (command) {
        case "build":
            await ensureLayer(guestOf(rest[1]), layerOf(rest[0] ?? "packages"), say);
            return 0;
        case "up":
            return up(layerOf(rest[0] ?? "booted"), guestOf(rest[1]));
        case "ssh":
            return ssh(rest);
        case "list":
            return list();
        case "down":
            return down();
        case "clean":
            return clean();
        default:
            process.stderr.write(usage);
            return command === undefined || command === "help" || command === "--help" ? 0 : 2;
    }
}

function layerOf(name: string): LayerName {
    if (isLayerName(name)) return name;
    throw new Error(`There is no layer "${name}". Layers are ${layerNames.join(", ")}.`);
}

function guestOf(name: string = defaultGuest): GuestName {
    if (isGuestName(name)) return name;
    throw new Error(`There is no guest "${name}". Guests are ${guestNames.join(", ")}.`);
}

async function up(layer: LayerName, guest: GuestName): Promise<number> {
    const vm = await startVm({ layer, guest, say });
    try {
        fs.writeFileSync(path.join(vm.directory, "up"), vm.sshCommandLine());
        await timed(say, "waiting for ssh", () => vm.waitForSsh());
        process.stdout.write(`${vm.sshCommandLine()}\n`);
        say("Ctrl-C ends the VM and removes its disk.");
        interruption.addEventListener("abort", () => vm.kill());
        await vm.ended;
    } finally {
        await vm.stop();
    }
    return 0;
}

/** The VMs that `up` started, the last one first. */
function standing() {
    const runs = listRuns().filter(({ alive, pid }) => alive && pid !== undefined);
    return runs
        .map((run) => ({ ...run, up: vmCache("runs", run.name, "up") }))
        .filter(({ up }) => fs.existsSync(up))
        .sort((a, b) => fs.statSync(b.up).mtimeMs - fs.statSync(a.up).mtimeMs);
}

function ssh(command: string[]): number {
    const [last] = standing();
    if (last === undefined)
        throw new Error("No VM is up. Start one with `npm run vm -- up` in another terminal.");
    const [program, ...args] = fs.readFileSync(last.up, "utf8").split(" ");
    return spawnSync(program, [...args, ...command], { stdio: "inherit" }).status ?? 1;
}

async function list(): Promise<number> {
    const wanted = await wantedLayers();
    for (const name of layersOnDisk()) {
        process.stdout.write(`layer  ${name}${wanted.has(name) ? "" : "   out of date"}\n`);
    }
    for (const { name, alive, pid, description } of listRuns()) {
        process.stdout.write(
            `vm     ${name}   ${description}   ${alive ? `process ${pid ?? "-"}` : "left behind"}\n`,
        );
    }
    return 0;
}

function down(): number {
    for (const { name, pid } of standing()) {
        say(`ending ${name}`);
        process.kill(pid!, "SIGKILL"); // `up` sees it end and removes the disk
    }
    cleanStaleRuns(say);
    return 0;
}

async function clean(): Promise<number> {
    cleanStaleRuns(say);
    if (listRuns().length > 0)
        throw new Error("VMs are running, on layers that would go away. End them first.");
    const wanted = await wantedLayers();
    for (const name of layersOnDisk().filter((layer) => !wanted.has(layer))) {
        say(`removing ${name}`);
        fs.rmSync(vmCache(name), { recursive: true, force: true });
    }
    return 0;
}

/** The layers that would be used today. */
async function wantedLayers(): Promise<Set<string>> {
    const all = await Promise.all(guestNames.map((guest) => currentKeys(guest)));
    return new Set(all.flatMap(({ keys }) => Object.values(keys)));
}

function layersOnDisk(): string[] {
    if (!fs.existsSync(vmCache())) return [];
    const isLayer = (name: string) => /^([\w.-]+\.)?[a-z]+-[0-9a-f]{12}$/.test(name);
    return fs.readdirSync(vmCache()).filter(isLayer).sort();
}

main(process.argv.slice(2)).then((code) => (process.exitCode ||= code), endWith);
