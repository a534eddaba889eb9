/** One line of the kernel log. */
export interface KernelLogLine {
    /** What stands before the text, such as `<4>[    2.345678] `; empty where the line has no time stamp. */
    stamp: string;
    text: string;
}

/** On a serial console, the login prompt may stand before a line. */
const stamped =
    /^((?:[\w.-]{1,64} login: )?(?:<\d{1,3}>)?(?:\[ *\d{1,12}\.\d+ ?\](?:\[ *[TC]\d+ ?\])? ?)?)(.*)$/;

/**
 * Reads the kernel log as `log` of crash, `dmesg` and vmcore-dmesg write it, without the empty lines at its end. It never
 * throws.
 */
export function parseKernelLog(text: string): KernelLogLine[] {
    const lines = text.split(/\r?\n/);
    while (lines[lines.length - 1] === "") lines.pop();
    return lines.map((line) => {
        const [, stamp, rest] = stamped.exec(line) ?? ["", "", line];
        return { stamp, text: rest };
    });
}

/** Who printed a line, such as `T123` for a thread or `C1` for a CPU's interrupt, where the kernel tells (CONFIG_PRINTK_CALLER). */
export function callerOf({ stamp }: KernelLogLine): string | undefined {
    return /\[ *([TC]\d{1,9}) ?\]/.exec(stamp)?.[1];
}

/** A line as it stands in the log. */
export function lineOf({ stamp, text }: KernelLogLine): string {
    return stamp + text;
}
