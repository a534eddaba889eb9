// What a kernel that ends writes down in pstore: the end of its log, in records that each hold a part of it. The first part
// is the newest, and in each the lines are in their order (fs/pstore/platform.c).

/** A record as a file of /sys/fs/pstore, or of an archive of such files. */
export interface PstoreRecord {
    /** Such as `dmesg-erst-7645271943871529985`: who keeps it, and which of the keeper's it is. */
    name: string;
    /** When the file was written, in seconds since 1970; in /sys/fs/pstore when the record was. */
    written: number;
    text: string;
}

/** A kernel's end as it wrote it down, with what it had written down of the same fault before. */
export interface Panic {
    /** What keeps it, such as `erst`, `efi_pstore` or `ramoops`. */
    backend: string;
    /** When it was written, in seconds since 1970, as far as the record's name or file tells. */
    time: number;
    log: string;
    /** The records that it is made of, by their place among all. */
    records: number[];
    /** The line that says that this was the end, with its time; empty where it is not among them. */
    headline: string;
}

/** One record, read. */
interface Part {
    index: number;
    backend: string;
    /** The number of its name, with zeros in front. */
    id: string;
    written: number;
    /** Why it was written, in the kernel's word: `Panic`, `Oops`, … */
    reason: string;
    /** The how manieth time it was that this kernel wrote something down. */
    count: number;
    part: number;
    body: string;
}

const fileName = /^dmesg-([a-z][a-z0-9_-]{0,30})-(\d{1,20})$/;
const header = /^([A-Z][a-z]{1,20})#(\d{1,9}) Part(\d{1,6})$/;

/** Lines that some backends put in front of the header. */
const mostBefore = 3;

/** The crashes in these records, the oldest first. Records of what a kernel survived are in none. */
export function panicsIn(records: PstoreRecord[]): Panic[] {
    const groups = groupsOf(records.flatMap((record, index) => partOf(record, index) ?? []).sort(byTime));
    return groups.flatMap((group, index) => {
        if (group[0].reason !== "Panic") return [];
        const before = index > 0 && goesOn(groups[index - 1], group) ? groups[index - 1] : [];
        const lines = joined(textOf(before), textOf(group));
        return [
            {
                backend: group[0].backend,
                time: timeOf(group[0]),
                log: lines.join("\n"),
                records: [...before, ...group].map((part) => part.index),
                headline: headlineOf(lines),
            },
        ];
    });
}

/** The line with which a kernel ends, and when that was by its own clock: together they are those of one crash alone. */
export function headlineOf(lines: string[]): string {
    const line = lines.find((one) => one.includes(end));
    if (line === undefined) return "";
    const time = /\[ {0,12}(\d{1,12}\.\d{1,9})/.exec(line.slice(0, line.indexOf(end)))?.[1] ?? "";
    return `${time} ${line.slice(line.indexOf(end))}`.trim();
}

const end = "Kernel panic - not syncing";

function partOf({ name, written, text }: PstoreRecord, index: number): Part | undefined {
    const named = fileName.exec(name);
    if (named === null) return undefined;
    const lines = text.replace(/\r/g, "").split("\n");
    const at = lines.slice(0, mostBefore + 1).findIndex((line) => header.test(line));
    const [, reason, count, part] = header.exec(lines[at] ?? "") ?? [];
    if (reason === undefined) return undefined;
    return {
        index,
        backend: named[1],
        id: named[2].padStart(20, "0"),
        written,
        reason,
        count: Number(count),
        part: Number(part),
        body: lines.slice(at + 1).join("\n"),
    };
}

/** Numbers rise as records are written, but where they are places that are taken again and again. */
function byTime(one: Part, other: Part): number {
    if (one.backend !== other.backend) return one.backend < other.backend ? -1 : 1;
    const places = isPlace(one) || isPlace(other) ? one.written - other.written : 0;
    if (places !== 0) return places;
    return one.id === other.id ? 0 : one.id < other.id ? -1 : 1;
}

function isPlace({ id }: Part): boolean {
    return Number(id) < 1e6;
}

/** Parts that follow each other are of one time, until the count, the reason or the number of the part begins anew. */
function groupsOf(parts: Part[]): Part[][] {
    const groups: Part[][] = [];
    for (const part of parts) {
        const last = groups.at(-1)?.at(-1);
        const same =
            last !== undefined &&
            last.backend === part.backend &&
            last.reason === part.reason &&
            last.count === part.count &&
            last.part < part.part &&
            isSameBoot(last, part);
        if (same) groups.at(-1)!.push(part);
        else groups.push([part]);
    }
    return groups;
}

/** ERST numbers the records of a boot from the time of its first (drivers/firmware/efi/cper.c). */
function isSameBoot(one: Part, other: Part): boolean {
    return one.backend !== "erst" || erstTime(one) === erstTime(other);
}

/** Whether the same kernel wrote this down next, as it does of an oops that it then panics over. */
function goesOn(before: Part[], after: Part[]): boolean {
    const [one, other] = [before[0], after[0]];
    const [was, is] = [firstTime(before), firstTime(after)];
    return (
        one.backend === other.backend &&
        one.reason === "Oops" &&
        other.count === one.count + 1 &&
        isSameBoot(one, other) &&
        was !== undefined &&
        is !== undefined &&
        was <= (lastTime(after) ?? is)
    );
}

function textOf(group: Part[]): string[] {
    const oldestFirst = [...group].sort((one, other) => other.part - one.part);
    return oldestFirst.flatMap(({ body }) => body.split("\n").filter((line) => line !== ""));
}

/** The lines of both, those that are in both once: the later text begins somewhere in the earlier, or after it. */
function joined(earlier: string[], later: string[]): string[] {
    if (earlier.length === 0 || later.length === 0) return later;
    // The first line may be cut.
    const sure = later.length > 1 ? later[1] : later[0];
    const at = earlier.lastIndexOf(sure);
    if (at >= 0) return [...earlier.slice(0, at), ...later.slice(later.length > 1 ? 1 : 0)];
    const inside = earlier.length > 1 ? later.lastIndexOf(earlier[1]) : -1;
    return inside >= 0 ? later : [...earlier, ...later];
}

function timesOf(group: Part[]): number[] {
    return textOf(group).flatMap((line) => {
        const found = /^(?:<\d{1,3}>)?\[ {0,12}(\d{1,12}\.\d{1,9})/.exec(line);
        return found === null ? [] : [Number(found[1])];
    });
}

function firstTime(group: Part[]): number | undefined {
    return timesOf(group).at(0);
}

function lastTime(group: Part[]): number | undefined {
    return timesOf(group).at(-1);
}

/** The number of EFI's records holds the time, the part and the count (drivers/firmware/efi/efi-pstore.c). */
function timeOf(part: Part): number {
    const { backend, id, written } = part;
    const told =
        backend === "erst" ? erstTime(part) : backend.startsWith("efi") ? Math.floor(Number(id) / 1e5) : 0;
    const isLikely = told > 946_684_800 && (Number.isNaN(written) || told <= written + 86_400);
    return isLikely ? told : written;
}

function erstTime({ id }: Part): number {
    return Math.floor(Number(id) / 2 ** 32);
}
