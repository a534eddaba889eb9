import { setTimeout as sleep } from "node:timers/promises";

import * as pulumi from "@pulumi/pulumi";

import { KnownConnection, targetOf } from "./connection";
import { runOnHost } from "./ssh";

/** Seconds that a first boot may take from now on: with its packages, its reboot and what a slow VM adds. */
const longestFirstBoot = 3600;

/** Seconds between two looks, and how long one may take. */
const pause = 10;
const longestLook = 30;

const unit = "pulumi-kdump-first-boot.service";

/**
 * Succeeds while the first boot of `userData` or `bootScript` has its end before it: its unit is enabled until then, also across
 * its reboot. One that has failed tries again at the next boot alone, and is not waited for.
 */
const underWay =
    `test -h "$\{KDUMP_ROOT-}/etc/systemd/system/multi-user.target.wants/${unit}" && ` +
    `! systemctl -q is-failed ${unit}`;

/**
 * Waits until a host's first boot has ended, which would cut a step short by its reboot. A host that has none is asked once.
 *
 * @param component whose progress it is
 * @throws Error when it has not ended in an hour
 */
export async function untilFirstBootEnded(
    component: pulumi.Resource,
    connection: KnownConnection,
    seconds = longestFirstBoot,
): Promise<void> {
    if (!(await isUnderWay(connection, false))) return;
    const started = Date.now();
    const waited = () => (Date.now() - started) / 1000;
    const tell = (text: string) => void pulumi.log.info(text, component, undefined, true);
    do {
        if (waited() >= seconds)
            throw new Error(
                `The first boot of ${targetOf(connection)} has not ended within ${seconds} s. Look at ` +
                    "/var/log/pulumi-kdump-first-boot.log there, then run `pulumi up` again.",
            );
        tell(`waiting for the end of the host's first boot, ${waited().toFixed(0)} of at most ${seconds} s`);
        await sleep(Math.min(pause, seconds) * 1000);
    } while (await isUnderWay(connection, true));
    tell(`the host's first boot ended within ${waited().toFixed(0)} s`);
}

/** @param otherwise what a host says that nobody reaches: it reboots, or the step itself tells what is wrong */
async function isUnderWay(connection: KnownConnection, otherwise: boolean): Promise<boolean> {
    try {
        return (await runOnHost(connection, underWay, "", longestLook)).status === 0;
    } catch {
        return otherwise;
    }
}
