import * as assert from "node:assert/strict";
import * as fs from "node:fs";

import Ajv from "ajv";

import { findingsOf } from "../../src/vmcore/findings";
import { sessionReport } from "../../src/vmcore/parse/session";
import { reportDocument } from "../../src/vmcore/render/json";
import { reportSchemaFile, reportSchemaText } from "../../tools/schema/report";
import { rawReport, recordedKinds, recordedReport } from "../support/vmcoreFixtures";

describe("a report as a document", () => {
    const valid = new Ajv({ allErrors: true }).compile(JSON.parse(reportSchemaText()));
    const asRead = (value: object) => JSON.parse(JSON.stringify(value)) as Record<string, unknown>;

    it("has its schema in docs/reference, as the types are (npm run generate:schema)", () => {
        assert.equal(fs.readFileSync(reportSchemaFile, "utf8"), reportSchemaText());
    });

    it("is what the schema says, whatever crash has printed", () => {
        const recorded = recordedKinds.map((kind) => recordedReport(kind));
        const raws = [
            ...recorded,
            rawReport("crash-8-null-pointer"),
            rawReport("nothing"),
            sessionReport(""),
        ];
        for (const raw of raws) {
            assert.ok(valid(asRead(reportDocument(findingsOf(raw)))), JSON.stringify(valid.errors, null, 2));
        }
    });

    it("is no longer what the schema says, where something is missing or of another type", () => {
        const good = asRead(reportDocument(findingsOf(sessionReport(""))));
        assert.ok(!valid({ ...good, schema: 2 }));
        assert.ok(!valid({ ...good, panic: { ...(good.panic as object), kind: "bored" } }));
        const { summary, ...less } = good;
        assert.equal(typeof summary, "string");
        assert.ok(!valid(less));
    });
});
