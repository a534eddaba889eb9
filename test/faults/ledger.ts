// What was tried and what came of it, in files that outlive the processes that try: one for each file of tests.
import * as fs from "node:fs";
import * as path from "node:path";

import { cacheDirectory } from "../../tools/dev/checkout";

/** One row of the table. */
export interface Tried {
    /** A kind of host, or what else was tried. */
    family: string;
    fault: string;
    tried: number;
    lost: number;
}

const directory = () => cacheDirectory("faults", "ledger");

/** What one file of tests has tried. */
export class Ledger {
    private readonly rows: Tried[] = [];

    /** @param name of the file of tests */
    constructor(private readonly name: string) {
        this.write();
    }

    add(family: string, fault: string, tried: number, lost: number): void {
        const row = this.rows.find((other) => other.family === family && other.fault === fault);
        if (row === undefined) this.rows.push({ family, fault, tried, lost });
        else [row.tried, row.lost] = [row.tried + tried, row.lost + lost];
        this.write();
    }

    private write(): void {
        fs.mkdirSync(directory(), { recursive: true });
        fs.writeFileSync(path.join(directory(), `${this.name}.json`), JSON.stringify(this.rows));
    }
}

/** All that was tried by the latest run of each file. */
export function allTried(): Tried[] {
    const names = fs.existsSync(directory()) ? fs.readdirSync(directory()).sort() : [];
    return names.flatMap(
        (name) => JSON.parse(fs.readFileSync(path.join(directory(), name), "utf8")) as Tried[],
    );
}
