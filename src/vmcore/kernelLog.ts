/** One line of the kernel log. */
export interface KernelLogLine {
    /** Seconds since boot; absent where the line has no time stamp. */
    seconds?: number;
    text: string;
}

const stamped = /^(?:<\d+>)?\[ *(\d+\.\d+)\](?:\[ *[TC]\d+\])? ?(.*)$/;

/** Reads the kernel log as `log` of crash, `dmesg` and vmcore-dmesg write it. It never throws. */
export function parseKernelLog(text: string): KernelLogLine[] {
    const lines = text.replace(/\n+$/, "").split(/\r?\n/);
    if (lines.length === 1 && lines[0] === "") return [];
    return lines.map((line) => {
        const match = stamped.exec(line);
        return match === null ? { text: line } : { seconds: Number(match[1]), text: match[2] };
    });
}
