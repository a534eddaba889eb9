import * as assert from "node:assert/strict";
import { inspect } from "node:util";

import * as pulumi from "@pulumi/pulumi";
import ts from "typescript";

import * as kdump from "../../src";
import { blocksOf, readmeProgram, textOf } from "../support/documents";
import { recorded } from "../support/mocks";

/** What README's program needs from its project. */
const modules: Record<string, unknown> = { "@pulumi/pulumi": pulumi, "pulumi-kdump": kdump };

/** Runs README's program as it stands and returns what it exports. */
function run(): Record<string, pulumi.Output<unknown>> {
    const { outputText } = ts.transpileModule(readmeProgram(), {
        compilerOptions: {
            target: ts.ScriptTarget.ES2022,
            module: ts.ModuleKind.CommonJS,
            esModuleInterop: true,
        },
    });
    const exports = {};
    new Function("require", "exports", outputText)((name: string) => modules[name], exports);
    return exports;
}

describe("README", () => {
    for (const mode of ["preview", "update"] as const) {
        it(`has a program that makes a host ready, as it stands (${mode})`, async () => {
            pulumi.runtime.setAllConfig(
                {
                    "project:host": "192.0.2.10",
                    "project:privateKey":
                        "-----BEGIN OPENSSH PRIVATE KEY-----\nx\n-----END OPENSSH PRIVATE KEY-----\n",
                },
                ["project:privateKey"],
            );
            const all = await recorded(run, mode);
            const command = all.find(({ name }) => name === "web-crashkernel")?.inputs.create;
            assert.equal(command, "kdump-host crashkernel 256M");
            assert.match(all.find(({ name }) => name === "web-reservation")?.inputs.create, /when-required/);
        });
    }

    it("shows the resources of that program, in their order", async () => {
        const all = await recorded(run);
        const shown = [...textOf("README.md").matchAll(/^ \+ .*? (\S+:\S+:\S+) +(web\S*) +create$/gm)];
        assert.deepEqual(
            shown.map(([, type, name]) => `${type} ${name}`),
            all.map(({ type, name }) => `${type} ${name}`).filter((each) => !each.includes("pulumi:pulumi")),
        );
    });

    it("is short", () => {
        assert.ok(textOf("README.md").split("\n").length <= 150);
    });
});

/** The calls of a guide that have their answer behind them, where … stands for anything. */
const calls = blocksOf("docs/guides/fleets.md", "ts")
    .join("")
    .split("\n")
    .map((line) => /^(kdump\..*); \/\/ (throws .*|[{"].*)$/.exec(line))
    .filter((match) => match !== null);

/** What a call answers, written as the guide writes it. */
function answerOf(call: string): string {
    try {
        const answer: unknown = new Function("kdump", `return ${call};`)(kdump);
        if (typeof answer === "string") return JSON.stringify(answer);
        return inspect(answer, { breakLength: Infinity }).replaceAll("'", '"');
    } catch (error) {
        return `throws ${String(error)}`;
    }
}

describe("docs/guides/fleets.md", () => {
    for (const [, call, answer] of calls) {
        it(`says what comes of ${call}`, () => {
            const parts = answer.split("…").map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
            assert.match(answerOf(call), new RegExp(`^${parts.join(".*")}$`));
        });
    }

    it("has such calls", () => assert.ok(calls.length >= 5));
});
