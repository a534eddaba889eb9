/** Bytes of the units that a size may carry, the largest first. */
export const units: [letter: string, bytes: number][] = [
    ["T", 2 ** 40],
    ["G", 2 ** 30],
    ["M", 2 ** 20],
    ["K", 2 ** 10],
];

/** Writes bytes for the kernel, with the largest unit that leaves a whole number: `192M`, `1G`, `0M`, else none. */
export function formatSize(bytes: number): string {
    if (bytes === 0) return "0M";
    const [letter, unit] = units.find(([, each]) => bytes % each === 0) ?? ["", 1];
    return `${bytes / unit}${letter}`;
}

/** Writes bytes for a sentence, exactly if it can: `192 MiB`, `4 GiB`, `19.4 GiB`, `256 bytes`. */
export function exactSize(bytes: number): string {
    if (bytes < 1024) return `${bytes} bytes`;
    const whole = units.find(([, each]) => bytes >= each && bytes % each === 0);
    const [letter, unit] = whole ?? units.find(([, each]) => bytes >= each * 10) ?? ["K", 2 ** 10];
    return `${Number((bytes / unit).toFixed(2))} ${letter}iB`;
}

/** Writes bytes for a sentence, to one decimal: `1.9 GiB`, `512 MiB`, `12 bytes`. */
export function roughSize(bytes: number): string {
    const [letter, unit] = units.find(([, each]) => bytes >= each) ?? [];
    if (unit === undefined) return `${bytes} bytes`;
    const amount = bytes / unit;
    return `${amount >= 100 ? Math.round(amount) : Number(amount.toFixed(1))} ${letter}iB`;
}
