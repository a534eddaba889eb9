import { parseStep } from "../host/answer";
import { lookAtHost, StatusOptions } from "../host/commands";
import { KnownConnection } from "../host/connection";
import { KdumpFacts, parseFacts } from "../host/facts";
import { hostProgram } from "../host/program";
import { runOnHost } from "../host/ssh";
import { visible } from "../vmcore/render/visible";
import { limited } from "./limited";

/** What a host says when it is looked at. */
export interface Status {
    facts: KdumpFacts;
    /** Why each step would change something if it ran now, in the order of the steps. */
    would: Record<string, string>;
    /** The files that these would change. */
    files: string[];
    /** Whether its first boot (`userData`, `bootScript`) has its end before it. */
    firstBoot: boolean;
}

/** Hosts that the program is connected to at a time. */
const mostConnections = 10;

/** Seconds that one host may take from the first packet to its whole answer: a slow and busy VM takes half of it. */
const longestLook = 60;

const inTurn = limited(mostConnections);

/**
 * Looks at a host, over one connection, and changes nothing there.
 *
 * @throws Error whose message is the end of a sentence that begins with the host
 */
export function statusOf(connection: KnownConnection, declared: StatusOptions): Promise<Status> {
    return inTurn(async () => {
        const ran = await runOnHost(connection, lookAtHost(declared), hostProgram().text, longestLook);
        if (ran.status !== 0) throw new Error(said(ran.stderr));
        return parseStatus(ran.stdout);
    });
}

/** The host's own words, the last of what it said. */
function said(stderr: string): string {
    const last = stderr.trim().split("\n").pop() ?? "";
    return `it says: ${oneLine(last, 1000) || "nothing"}`;
}

/** Reads the answer. */
export function parseStatus(text: string): Status {
    const { would, firstBoot, ...facts } = parseStep(text);
    const files = Object.values(propertiesOf(would)).flatMap((reason) => propertiesOf(reason).files ?? []);
    return {
        firstBoot: firstBoot === true,
        files: [...new Set(files.map((file) => oneLine(String(file))))],
        facts: parseFacts(JSON.stringify(facts)),
        would: Object.fromEntries(
            Object.entries(propertiesOf(would)).map(([step, reason]) => [
                step,
                oneLine(String(propertiesOf(reason).why ?? "")),
            ]),
        ),
    };
}

function propertiesOf(value: unknown): Record<string, unknown> {
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}

/** Text from a host, as one line, and no more than people read: it goes into a step's standard input as a comment. */
export function oneLine(text: string, most = 300): string {
    const line = visible(text).replace(/\s+/g, " ").trim();
    return line.length > most ? `${line.slice(0, most - 1)}…` : line;
}
