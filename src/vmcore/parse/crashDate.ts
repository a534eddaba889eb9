/** DATE of crash's header in ISO 8601, or why it cannot be trusted. */
interface CrashDate {
    iso?: string;
    doubt?: string;
}

const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** Abbreviations that mean one offset everywhere. CST, IST and BST are not among them. */
const offsets = new Map(
    Object.entries({
        UTC: "Z",
        GMT: "Z",
        WET: "Z",
        WEST: "+01:00",
        CET: "+01:00",
        CEST: "+02:00",
        EET: "+02:00",
        EEST: "+03:00",
        MSK: "+03:00",
        JST: "+09:00",
        KST: "+09:00",
        AEST: "+10:00",
        AEDT: "+11:00",
        NZST: "+12:00",
        NZDT: "+13:00",
        EST: "-05:00",
        EDT: "-04:00",
        CDT: "-05:00",
        MST: "-07:00",
        MDT: "-06:00",
        PST: "-08:00",
        PDT: "-07:00",
        AKST: "-09:00",
        AKDT: "-08:00",
        HST: "-10:00",
    }),
);

/**
 * Reads `Sat Oct  6 14:05:16 EDT 2018`, or the same without a zone, as crash before 7.2.9 printed it.
 *
 * @param zone the zone where none is printed
 */
export function crashDate(text: string | undefined, zone: string): CrashDate {
    if (text === undefined) return {};
    const match = /^\w{3} (\w{3}) +(\d{1,2}) (\d\d):(\d\d):(\d\d)(?: ([A-Za-z0-9+-]+))? (\d{4})$/.exec(text);
    const month = months.indexOf(match?.[1] ?? "") + 1;
    if (match === null || month === 0) return { doubt: `DATE "${text}" is not a time as crash prints it.` };
    const [, , day, hour, minute, second, printedZone, year] = match;
    const local = `${year}-${two(month)}-${two(day)}T${hour}:${minute}:${second}`;
    const name = printedZone ?? zone;
    const offset = offsetOf(name);
    const there = new Date(`${local}Z`);
    if (Number.isNaN(there.getTime()) || there.getUTCDate() !== Number(day)) {
        return { doubt: `DATE "${text}" is not a day of the calendar.` };
    }
    // A crash that is older than the dump's kernel looks for the clock in the wrong place.
    if (Number(year) <= 1970)
        return { doubt: `DATE "${text}" was not read from the dump; this crash is too old for its kernel.` };
    if (offset === undefined)
        return { doubt: `DATE "${text}" is in a zone, ${name}, that has no one offset from UTC.` };
    return { iso: `${local}${offset}` };
}

function offsetOf(zone: string): string | undefined {
    const numeric = /^([+-]\d\d)(\d\d)?$/.exec(zone);
    return numeric === null ? offsets.get(zone) : `${numeric[1]}:${numeric[2] ?? "00"}`;
}

function two(part: string | number): string {
    return String(part).padStart(2, "0");
}
