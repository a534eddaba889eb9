// Starts a throwaway VM on a finished layer. This is what tests, the demo and the benchmark use.
import * as path from "node:path";

import { Say } from "../dev/say";
import { Vm } from "./guest";
import { users } from "./guestFiles";
import { defaultGuest, guestArguments, GuestName } from "./guests";
import { ensureLayer, makeOverlay } from "./layer";
import { LayerName } from "./recipes";

export { Vm } from "./guest";
export { users } from "./guestFiles";
export type { LayerName } from "./recipes";

export interface VmOptions {
    layer: LayerName;
    /** @default "debian-12" */
    guest?: GuestName;
    /** @default 2048 */
    memoryMiB?: number;
    /** Whom `ssh` and `user` mean. @default "admin" */
    user?: string;
    /** Progress lines. @default none */
    say?: Say;
    /** Further arguments for QEMU. */
    qemuArgs?: string[];
}

/**
 * Builds what is missing, powers a VM on and returns; call `waitForSsh` next, and `stop` in the end.
 * The VM's disk is an overlay that is removed by `stop`, or when this process ends.
 */
export async function startVm(options: VmOptions): Promise<Vm> {
    const say = options.say ?? (() => undefined);
    const guest = options.guest ?? defaultGuest;
    const layer = await ensureLayer(guest, options.layer, say);
    const vm = await Vm.boot({
        ...layer,
        makeDisk: (run) => makeOverlay(path.join(run.directory, "disk.qcow2"), layer),
        memoryMiB: options.memoryMiB ?? 2048,
        user: options.user ?? users.admin,
        description: `${guest}, ${options.layer}, ${options.memoryMiB ?? 2048} MiB`,
        qemuArgs: [...guestArguments(guest, layer.accelerator.name), ...(options.qemuArgs ?? [])],
    });
    say(
        `VM on 127.0.0.1:${vm.port} (${guest}, layer ${layer.name}, ${layer.accelerator.name}), console in ${vm.consoleLog}`,
    );
    return vm;
}
