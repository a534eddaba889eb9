import * as assert from "node:assert/strict";

import { KdumpConfError, parseKdumpConf } from "../../src";
import { kdumpChecks, wantedFrom } from "../../src/kdump/wanted";
import { args, crashkernelTexts } from "./wrong/args";
import { conf } from "./wrong/conf";
import { Group } from "./wrong/group";
import { lines, unknownWords } from "./wrong/lines";
import { together } from "./wrong/together";

const connection = {
    host: "web",
    privateKey: "-----BEGIN OPENSSH PRIVATE KEY-----\nb3Bl\n-----END OPENSSH PRIVATE KEY-----\n",
};

/** What is wrong with the arguments of a Kdump, as the preview tells it. */
function problemsOf(definition: object): { propertyPath: string; reason: string }[] {
    const checks = kdumpChecks("web", { connection, ...definition });
    wantedFrom("web", checks);
    return checks.problems;
}

/** The arguments with one property set, beside what else has to be there. */
function definitionOf({ property, beside = {} }: Group, value: unknown): object {
    const [first, ...rest] = property.replace(/\[0\]$/, "").split(".");
    const whole: any = { connection, ...structuredClone(beside) };
    const given = property.endsWith("[0]") ? [value] : value;
    if (rest.length === 0) return { ...whole, [first]: given };
    return { ...whole, [first]: { ...whole[first], [rest[0]]: given } };
}

describe("wrong definitions", () => {
    for (const group of [...conf, ...together, ...args]) {
        for (const value of group.values) {
            it(`${group.property}: ${JSON.stringify(value)}`, () => {
                const definition = definitionOf(group, value);
                assert.deepEqual(
                    problemsOf(definition).map(({ propertyPath, reason }) => [propertyPath, reason]),
                    [[group.property, group.sentence(value)]],
                );
            });
        }
    }

    for (const [text, sentence] of crashkernelTexts) {
        it(`crashkernel: ${JSON.stringify(text)}`, () => {
            const problems = problemsOf({ crashkernel: text });
            assert.equal(problems.length, 1);
            assert.equal(problems[0].propertyPath, "crashkernel");
            assert.ok(problems[0].reason.includes(sentence), problems[0].reason);
        });
    }

    for (const [text, faults] of lines) {
        it(`kdump.conf: ${JSON.stringify(text)}`, () => {
            assert.throws(
                () => parseKdumpConf(text),
                (error) => {
                    assert.ok(error instanceof KdumpConfError);
                    assert.deepEqual(
                        error.faults.map(({ line, reason }) => [line, reason]),
                        faults,
                    );
                    return true;
                },
            );
        });
    }

    for (const word of unknownWords) {
        it(`kdump.conf: ${word} 1`, () => {
            const [problem] = problemsOf({ conf: { extra: [`${word} 1`] } });
            assert.equal(problem.propertyPath, "conf.extra[0]");
            assert.ok(
                problem.reason.startsWith(`"${word}" is not a directive of kdump.conf; there are raw, nfs, `),
            );
        });
    }
});
