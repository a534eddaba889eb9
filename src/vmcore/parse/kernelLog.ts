/** One line of the kernel log. */
export interface KernelLogLine {
    /** Seconds since boot; absent where the line has no time stamp. */
    seconds?: number;
    text: string;
}

const stamped = /^(?:<\d+>)?\[ *(\d{1,12}\.\d+)\](?:\[ *[TC]\d+\])? ?(.*)$/;

/** Reads the kernel log as `log` of crash, `dmesg` and vmcore-dmesg write it. It never throws. */
export function parseKernelLog(text: string): KernelLogLine[] {
    return kernelLogLines(text).map((line) => {
        const match = stamped.exec(line);
        return match === null ? { text: line } : { seconds: Number(match[1]), text: match[2] };
    });
}

/** The lines of a kernel log as they are, without the empty ones at its end. */
export function kernelLogLines(text: string): string[] {
    const lines = text.split(/\r?\n/);
    while (lines.at(-1) === "") lines.pop();
    return lines;
}
