/** One line of the kernel log. */
export interface KernelLogLine {
    /** What stands before the text, such as `[    2.345678] `; empty where the line has no time stamp. */
    stamp: string;
    text: string;
}

const stamped = /^((?:<\d+>)?\[ *\d{1,12}\.\d+\](?:\[ *[TC]\d+\])? ?)(.*)$/;

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

/** A line as it stands in the log. */
export function lineOf({ stamp, text }: KernelLogLine): string {
    return stamp + text;
}
