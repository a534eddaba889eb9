import { lineOf } from "./parse/kernelLog";
import { headlineOf, Panic, panicsIn, PstoreRecord } from "./parse/pstore";
import { sessionReport } from "./parse/session";
import { RawReport } from "./rawReport";

/** What is known where records of pstore are read. */
export interface GaspPlace {
    /** Name of the host. */
    host: string;
    /** The directory in which the report is to have one of its own. */
    directory: string;
    /** Names that are taken there. */
    taken: string[];
    /** Where dumps go that do not stay on the host; empty where they do. */
    away: string;
    /** A dump of which no report could be made; empty where there is none. */
    unread: string;
    records: PstoreRecord[];
    /** The kernel logs of the dumps that there are, as their reports have them. */
    dumped: { stamp: string; text: string }[][];
}

/** A crash of which there may be no dump, by the last lines of the kernel. */
export interface Gasp {
    /** The records, by their place among all. */
    records: number[];
    /** What is reported; undefined where a dump says more. */
    report?: { name: string; raw: RawReport };
}

/** The oldest crash that the records tell of; undefined where they tell of none. */
export function oldestGasp(place: GaspPlace): Gasp | undefined {
    const [panic] = panicsIn(place.records);
    if (panic === undefined) return undefined;
    if (isDumped(panic, place.dumped)) return { records: panic.records };
    let time = Number.isFinite(panic.time) ? panic.time : 0;
    while (place.taken.includes(nameOf(time))) time++;
    const name = nameOf(time);
    return {
        records: panic.records,
        report: { name, raw: rawOf(panic, place, `${place.directory}/${name}`) },
    };
}

function isDumped({ headline }: Panic, dumped: GaspPlace["dumped"]): boolean {
    return headline !== "" && dumped.some((log) => headlineOf(log.map(lineOf)) === headline);
}

function rawOf(
    { backend, log, time }: Panic,
    { host, away, unread }: GaspPlace,
    directory: string,
): RawReport {
    const kept = `The report rests on the last lines of the kernel, which pstore (${backend}) kept.`;
    const raw = sessionReport(log);
    const vmcore = {
        ...raw.vmcore,
        path: `${directory}/dmesg.txt`,
        bytes: Buffer.byteLength(log),
        written: time,
        nodename: host,
    };
    return { ...raw, vmcore, host, without: `${missingOf(away, unread)} ${kept}` };
}

/** What is known of the dump of this crash, a sentence. */
function missingOf(away: string, unread: string): string {
    if (away !== "")
        return `Dumps of this host go to ${away}; whether one of this crash came there is not known here.`;
    return unread === ""
        ? "There is no whole dump of this crash: the capture kernel did not write one."
        : `No report could be made of ${unread}, which may be the dump of this crash.`;
}

/** Such as gasp-20261128040339. */
function nameOf(seconds: number): string {
    const iso = new Date(seconds * 1000).toISOString();
    return `gasp-${iso.replace(/\D/g, "").slice(0, 14)}`;
}
