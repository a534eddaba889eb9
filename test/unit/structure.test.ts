// How src/ hangs together: which file knows which, which room knows which, and where commands are made.
import * as assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";

import { Kdump } from "../../src";
import * as crashkernelArguments from "../../src/crashkernel/arguments";
import * as crashkernelParse from "../../src/crashkernel/parse";
import * as readSizes from "../../src/crashkernel/readSize";
import { kdumpHost, kdumpServer, undoable } from "../../src/host/commands";
import { recorded } from "../support/mocks";

const checkout = path.join(__dirname, "..", "..");
const source = path.join(checkout, "src");

/** Every file of src/, with what it imports of src/; by paths without `.ts`. */
const imports = new Map<string, string[]>(
    fs
        .readdirSync(source, { recursive: true, encoding: "utf8" })
        .filter((name) => name.endsWith(".ts"))
        .map((name) => {
            const text = fs.readFileSync(path.join(source, name), "utf8");
            const from = [...text.matchAll(/^(?:import|export)\b[^;]*? from "(\.[^"]*)";$/gm)];
            const targets = from.map(([, target]) => path.join(path.dirname(name), target));
            return [name.replace(/\.ts$/, ""), targets];
        }),
);

/** A file of the top is a room of its own; of a folder, the folder. */
function roomOf(file: string): string {
    return file.includes("/") ? `${file.split("/")[0]}/` : file;
}

function rooms(): Map<string, string[]> {
    const arrows = new Map<string, string[]>();
    for (const [file, targets] of imports) {
        const room = roomOf(file);
        const others = targets.map(roomOf).filter((other) => other !== room);
        arrows.set(room, [...new Set([...(arrows.get(room) ?? []), ...others])]);
    }
    return arrows;
}

/** A way along the arrows that comes back to where it began. */
function circleOf(arrows: Map<string, string[]>): string[] | undefined {
    const done = new Set<string>();
    const walk = (node: string, way: string[]): string[] | undefined => {
        if (way.includes(node)) return [...way.slice(way.indexOf(node)), node];
        if (done.has(node)) return undefined;
        for (const next of arrows.get(node) ?? []) {
            const circle = walk(next, [...way, node]);
            if (circle !== undefined) return circle;
        }
        done.add(node);
        return undefined;
    };
    for (const node of arrows.keys()) {
        const circle = walk(node, []);
        if (circle !== undefined) return circle;
    }
    return undefined;
}

describe("the structure of src/", () => {
    it("is read whole", () => {
        assert.ok(imports.get("kdump")?.includes("kdump/wanted"));
        for (const [file, targets] of imports) {
            for (const target of targets) assert.ok(imports.has(target), `${file} imports ${target}`);
        }
    });

    it("has no circle between files, and none between folders", () => {
        assert.deepEqual(
            circleOf(
                new Map([
                    ["a", ["b"]],
                    ["b", ["c"]],
                    ["c", ["b"]],
                ]),
            ),
            ["b", "c", "b"],
        );
        assert.equal(circleOf(imports), undefined);
        assert.equal(circleOf(rooms()), undefined);
    });

    it("keeps what computes apart from hosts and components", () => {
        const pure = ["data/", "args/", "distribution/", "crashkernel/", "conf/", "vmcore/"];
        for (const room of pure) {
            const others = rooms().get(room) ?? [];
            assert.deepEqual(
                others.filter((other) => !pure.includes(other)),
                [],
                `${room} knows more than it should`,
            );
        }
    });

    it("makes the shell text of commands in one place", () => {
        const makers = [...imports].filter(([, targets]) => targets.includes("host/shellQuote"));
        assert.deepEqual(
            makers.map(([file]) => file),
            ["host/commands"],
        );
    });
});

/** What an expression captures in a file of host/, split at `|`. */
function words(file: string, expression: RegExp): string[] {
    const text = fs.readFileSync(path.join(checkout, "host", file), "utf8");
    return [...text.matchAll(expression)]
        .flatMap(([, list]) => list.split("|").map((word) => word.trim()))
        .sort();
}

describe("the commands of the waist", () => {
    it("are the steps of kdump-host, but for those that its own units run", () => {
        const own = ["keep", "collect", "reports"];
        assert.deepEqual(
            [...Object.keys(kdumpHost), "install", "undo", ...own].sort(),
            words("main.sh", /^main_steps=['"](?:\$main_steps\|)?([a-z|]+)['"]$/gm),
        );
    });

    it("take back what kdump-host can take back", () => {
        assert.deepEqual([...undoable].sort(), words("main.sh", /^main_undoable='([a-z|]+)'$/gm));
    });

    it("are the steps of kdump-server", () => {
        assert.deepEqual(
            [...Object.keys(kdumpServer), "install", "undo"].sort(),
            words("server/main.sh", /^ {4}((?:[a-z]+ \| )+undo)\) ;;$/gm),
        );
    });
});

/** Counts the calls of an exported function while something runs. */
async function callsOf<M extends object>(
    module: M,
    name: keyof M,
    run: () => Promise<unknown>,
): Promise<number> {
    const original = module[name] as (...args: unknown[]) => unknown;
    let calls = 0;
    const counting = (...args: unknown[]) => {
        calls++;
        return original(...args);
    };
    (module as Record<keyof M, unknown>)[name] = counting;
    try {
        await run();
    } finally {
        (module as Record<keyof M, unknown>)[name] = original;
    }
    return calls;
}

describe("the arguments of a Kdump", () => {
    const make = (mode: "preview" | "update") => () =>
        recorded(
            () =>
                new Kdump("web", {
                    connection: { host: "192.0.2.1", password: "x" },
                    crashkernel: "2G-8G:192M,8G-:256M",
                    memory: "4G",
                    os: { id: "debian", versionId: "12" },
                }),
            mode,
        );

    for (const mode of ["preview", "update"] as const) {
        it(`are parsed once in ${mode === "preview" ? "a preview" : "an update"}`, async () => {
            assert.equal(await callsOf(crashkernelParse, "readCrashkernel", make(mode)), 1);
            // Once for us, and once as the kernel reads it, for the prediction.
            assert.equal(await callsOf(crashkernelArguments, "argumentsOf", make(mode)), 2);
            // Five of the value and one of the memory.
            assert.equal(await callsOf(readSizes, "readSize", make(mode)), 6);
        });
    }
});
