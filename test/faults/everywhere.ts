// The steps of a life, each cut at the calls by which it changes files.
import * as assert from "node:assert/strict";

import { Ledger } from "./ledger";
import { lives } from "./lives";
import { Point, pointsOf } from "./points";
import { Fault } from "./tracer";

/** What goes wrong, and at how many calls of a step at most: a step that was killed at each of them has met all states. */
const faults: Record<Fault, [title: string, most: number]> = {
    kill: ["killed at a call that changes a file", Infinity],
    full: ["disk full from a write on", Infinity],
    io: ["an I/O error at a call that changes a file", 16],
};

/**
 * Describes the steps of a life as ones that may be cut at each call, or at `most` of them, evenly spread, and by each
 * fault or `only` some. `surely` has by step calls that are among them, such as those where something was lost once.
 */
export function cutsEverywhere(
    kind: keyof typeof lives,
    {
        most = Infinity,
        only = Object.keys(faults) as Fault[],
        surely = {} as Record<string, RegExp | undefined>,
    } = {},
): void {
    const life = lives[kind];
    describe(`${life.family}: a step that is cut`, function () {
        this.timeout(600_000);
        const ledger = new Ledger(kind);
        const walk = pointsOf(life);
        after(() => {
            const { done, value } = walk.next(); // compares the host with what it was before the first step
            assert.ok(done, `There is a step more: ${value?.name}`);
        });

        [...life.steps.map(([step]) => step), ...life.undos.map((undo) => undo.join(" "))].forEach(
            (name, turn) =>
                describe(name, () => {
                    let point: Point;
                    before(() => {
                        const { value } = walk.next();
                        assert.equal(value?.name, name);
                        point = value.point();
                    });
                    for (const fault of only) {
                        const [title, mostOf] = faults[fault];
                        it(title, () => {
                            const calls = point.calls(fault);
                            const chosen = surely[name];
                            const numbers = new Set(spread(calls.length, Math.min(most, mostOf), turn));
                            if (chosen !== undefined)
                                calls.forEach((call, index) => chosen.test(call) && numbers.add(index + 1));
                            const wrong = [...numbers].map((n) =>
                                point.cut(fault, n).map((what) => `call ${n}, ${calls[n - 1]}: ${what}`),
                            );
                            const lost = wrong.filter((lines) => lines.length > 0);
                            ledger.add(life.family, title, wrong.length, lost.length);
                            assert.deepEqual(lost.flat(), []);
                        });
                    }
                }),
        );
    });
}

/** At most `most` of the numbers from 1 to `count`, evenly spread; others for another `turn`. */
function spread(count: number, most: number, turn: number): number[] {
    const size = Math.min(count, most);
    const offset = size === count ? 0 : (turn * 7) % Math.floor(count / size);
    return Array.from({ length: size }, (_, index) => Math.floor((index * count) / size) + 1 + offset);
}
