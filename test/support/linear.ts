import * as assert from "node:assert/strict";

/** Characters of a text that is read: more than a host's answer may have. */
const hostileLength = 65536;

/** CPU time that reading it may take, in ms. */
const limit = 1000;

/** How a reader is measured. */
export interface Measure {
    /** Characters of the text. */
    length: number;
    /** How many times as long the other text is that it is compared with. */
    times: number;
    /** CPU time in ms that is too short to be compared. */
    short: number;
    /** Of how many tries the least time counts, because a machine may be busy. */
    tries: number;
}

const usual: Measure = { length: hostileLength, times: 4, short: 25, tries: 3 };

/**
 * Has a text read, and a longer one where that took long enough to be compared. What counts is this process's own CPU
 * time. It may grow with the length to the power of 1.5, which lies between linear and quadratic.
 *
 * @throws AssertionError when it took longer than a second, or clearly longer than the length tells
 */
export function assertLinear(
    what: string,
    read: (text: string) => unknown,
    make: (length: number) => string,
    { length, times, short, tries }: Measure = usual,
): void {
    const text = make(length);
    const time = least(read, text, short, tries);
    assert.ok(time < limit, `${what} takes ${time.toFixed(0)} ms of CPU time over ${text.length} characters`);
    if (time < short) return;
    const allowed = time * times ** 1.5;
    const longer = least(read, make(times * length), allowed, tries);
    assert.ok(
        longer < allowed,
        `${what} takes ${time.toFixed(0)} ms over ${length} characters, and ${longer.toFixed(0)} ms over ${times} times as many`,
    );
}

/** The least time of some tries; the first that is short enough ends them. */
function least(read: (text: string) => unknown, text: string, enough: number, tries: number): number {
    let time = Infinity;
    for (let tried = 0; tried < tries && time >= enough; tried++) time = Math.min(time, cpu(read, text));
    return time;
}

function cpu(read: (text: string) => unknown, text: string): number {
    const before = process.cpuUsage();
    read(text);
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1000;
}
