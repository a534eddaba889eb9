import { setTimeout as sleep } from "node:timers/promises";

import { KnownConnection } from "./connection";
import { notReached, Patience } from "./reach";
import { LoginError, LoginFault, loginFault } from "./ssh";

/**
 * Seconds before a refused login is tried again. Whoever guesses at a key should not be locked out by the host for it, so a
 * host that is up gets two logins. One that has just come up may have no account or key yet (a cloud's agent puts them
 * in place, and pam_nologin lets nobody but root in while it boots), and gets a minute.
 */
const pausesWhenUp = [5];
const pausesWhenBooting = [2, 4, 8, 16, 30];

/**
 * Waits until a host lets this user in, which is tried by one real login.
 *
 * The plugin takes every failure for one that may pass and would try a wrong key 30 times, which looks like an attack and
 * gets an address banned. What this login cannot tell (a key in a format that only the plugin reads, algorithms that only the
 * plugin has) is left to the plugin.
 *
 * @param onWait called from time to time with the seconds that were waited
 * @returns undefined when the user is let in, else what was tried and last seen, as the end of a sentence
 * @throws LoginError when the host refuses this user, or has another host key
 */
export function notLetIn(
    connection: KnownConnection,
    patience: Patience,
    onWait?: (seconds: number) => void,
): Promise<string | undefined> {
    return notReached(connection, patience, {
        onWait,
        login: async (failed) => {
            const booting = failed > 0 || "seconds" in patience;
            const fault = await faultAfter(connection, booting ? pausesWhenBooting : pausesWhenUp);
            if (fault === undefined || fault.fault === LoginFault.BadKey) return undefined;
            if (fault.fault !== LoginFault.Unreachable) throw fault;
            return /no matching/.test(fault.message) ? undefined : fault.message;
        },
    });
}

/** The fault of a login, which is tried again after each pause as long as it is refused. */
async function faultAfter(connection: KnownConnection, pauses: number[]): Promise<LoginError | undefined> {
    let fault = await loginFault(connection);
    for (const pause of pauses) {
        if (fault?.fault !== LoginFault.Refused) break;
        await sleep(pause * 1000);
        fault = await loginFault(connection);
    }
    return fault;
}
