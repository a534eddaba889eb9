// What nobody but us checks in a program of plain JavaScript: values of another kind, and names that are none.
import * as assert from "node:assert/strict";

import * as pulumi from "@pulumi/pulumi";
import * as fc from "fast-check";

import { CrashDrill, DumpCollection, DumpServer, Kdump, validateKdumpConf, VmcoreReport } from "../../src";
import { kdumpProperties } from "../../src/kdump/properties";
import { kdumpChecks, wantedFrom } from "../../src/kdump/wanted";
import { recorded } from "../support/mocks";

const privateKey = "-----BEGIN OPENSSH PRIVATE KEY-----\nb3Bl\n-----END OPENSSH PRIVATE KEY-----\n";
const connection = { host: "web", privateKey };
const acknowledge = "this crashes the machine";

/** What is wrong with the arguments of a Kdump: `property: sentence`. */
function problemsOf(args: unknown): string[] {
    const checks = kdumpChecks("web", args);
    wantedFrom("web", checks);
    return checks.problems.map(({ propertyPath, reason }) => `${propertyPath}: ${reason}`);
}

const nothing = "It is null; leave the property out instead.";
const text = (value: unknown, such = "") =>
    `${String(value)} is a number, and has to be text; put it in quotes${such}.`;

const kinds: [object, string, string][] = [
    [{ crashkernel: 256 }, "crashkernel", text(256, ', such as "256M"')],
    [{ memory: 4096 }, "memory", text(4096, ', such as "4G"')],
    [{ crashkernel: null }, "crashkernel", nothing],
    [
        { crashkernel: ["256M"] },
        "crashkernel",
        'This is a list, and has to be text; put it in quotes, such as "256M".',
    ],
    [{ debuginfo: "true" }, "debuginfo", '"true" is neither true nor false; leave out the quotes.'],
    [{ debuginfo: 1 }, "debuginfo", "1 is neither true nor false; give one of them."],
    [{ removePackages: null }, "removePackages", nothing],
    [
        { rebootTimeout: "900" },
        "rebootTimeout",
        '"900" is text, and has to be a number; leave out the quotes.',
    ],
    [{ rebootTimeout: "long" }, "rebootTimeout", '"long" is text, and has to be a number; give one.'],
    [{ debuginfoFiles: "/a.rpm" }, "debuginfoFiles", "This is text, and has to be a list; put it in [ ]."],
    [{ debuginfoFiles: [null] }, "debuginfoFiles[0]", "There is nothing here; take it out."],
    [{ debuginfoFiles: ["/a.rpm", 7] }, "debuginfoFiles[1]", text(7)],
    [{ os: "debian" }, "os", "This is text, and has to be an object; it has the properties id, versionId."],
    [
        { os: { id: "debian" } },
        "os.versionId",
        "It is missing; give the VERSION_ID of the host's /etc/os-release, such as 12.",
    ],
    [{ os: { id: "debian", versionId: 12 } }, "os.versionId", text(12, ', such as "12"')],
    [{ conf: { keep: "3" } }, "conf.keep", '"3" is text, and has to be a number; leave out the quotes.'],
    [{ conf: { path: 5 } }, "conf.path", text(5, ', such as "/var/crash"')],
    [
        { conf: { target: { location: "a:/b" } } },
        "conf.target.type",
        "It is missing; give the kind of target, such as nfs.",
    ],
    [
        { conf: { panicSysctls: { "kernel.panic": "1" } } },
        "conf.panicSysctls.kernel.panic",
        '"1" is text, and has to be a number; leave out the quotes.',
    ],
    [
        { conf: { panicSysctls: [] } },
        "conf.panicSysctls",
        "This is a list, and has to be an object; put it in { }.",
    ],
    [
        { connection: { ...connection, port: "22" } },
        "connection.port",
        '"22" is text, and has to be a number; leave out the quotes.',
    ],
    [
        { connection: { ...connection, password: 12345678 } },
        "connection.password",
        "This is a number, and has to be text; put it in quotes.",
    ],
    [
        { connection: { privateKey } },
        "connection.host",
        "No host is given; set it to the VM's name or address.",
    ],
    [{ reboot: "Never" }, "reboot", '"Never" is not a reboot policy; choose one of never, when-required.'],
    [{ reboot: true }, "reboot", "true is not a reboot policy; choose one of never, when-required."],
    [
        { check: "allways" },
        "check",
        '"allways" is not a way to check; choose one of always, required, onChange.',
    ],
    [
        { drill: { acknowledge, trigger: "nmy" } },
        "drill.trigger",
        '"nmy" is not a way to crash a host; choose one of sysrq, nmi.',
    ],
    [
        { removePackages: pulumi.output(true) },
        "removePackages",
        "This becomes known only while the program runs, and decides which steps there are; give the value itself.",
    ],
];

/** A wrong name in its place, and the right one. */
const names: [object, string, string][] = [
    [{ crashkernal: "256M" }, "crashkernal", "crashkernel"],
    [{ crash_kernel: "256M" }, "crash_kernel", "crashkernel"],
    [{ dumpserver: {} }, "dumpserver", "dumpServer"],
    [{ debugInfo: true }, "debugInfo", "debuginfo"],
    [{ rebootTimout: 3 }, "rebootTimout", "rebootTimeout"],
    [{ conf: { compresion: "xz" } }, "conf.compresion", "compression"],
    [{ conf: { core_collector: "cp" } }, "conf.core_collector", "coreCollector"],
    [{ conf: { failure_action: "halt" } }, "conf.failure_action", "failureAction"],
    [
        { conf: { target: { type: "nfs", locaton: "a:/b", location: "a:/b" } } },
        "conf.target.locaton",
        "location",
    ],
    [{ connection: { ...connection, hots: "x" } }, "connection.hots", "host"],
    [{ connection: { ...connection, privatekey: "x" } }, "connection.privatekey", "privateKey"],
    [{ connection: { ...connection, proxy: { host: "p", usr: "x" } } }, "connection.proxy.usr", "user"],
    [{ os: { id: "debian", versionId: "12", version: "12" } }, "os.version", "versionId"],
    [{ drill: { acknowledge, everyDay: 3 } }, "drill.everyDay", "everyDays"],
];

describe("arguments of another kind", () => {
    for (const [args, property, sentence] of kinds) {
        it(`${property}: ${sentence}`, () => {
            assert.deepEqual(problemsOf({ connection, ...args }), [`${property}: ${sentence}`]);
        });
    }

    for (const [args, property, right] of names) {
        it(`${property} is meant as ${right}`, () => {
            const sentence = `${property}: There is no property of this name; write ${right}.`;
            assert.deepEqual(problemsOf({ connection, ...args }), [sentence]);
        });
    }

    it("says which names there are where none is near", () => {
        const [problem] = problemsOf({ connection, x: 1 });
        const all = Object.keys(kdumpProperties).join(", ");
        assert.equal(problem, `x: There is no property of this name; there are ${all}.`);
    });

    it("says once that there are no arguments, or something else in their place", () => {
        const missing = "connection: The connection is missing; give at least its host.";
        for (const args of [undefined, null, {}]) assert.deepEqual(problemsOf(args), [missing]);
        for (const args of ["web", 7, true, [], pulumi.output({ connection })]) {
            const problems = problemsOf(args);
            assert.equal(problems.length, 1);
            assert.match(problems[0], /^: This (is|becomes) /);
        }
    });

    it("quotes no secret that is of another kind, or in the wrong place", () => {
        const secrets = [
            { connection: privateKey },
            { connection: { ...connection, password: [privateKey] } },
            { connection, crashkernel: { privateKey } },
            { connection, debuginfo: privateKey, rebootTimeout: privateKey },
        ];
        for (const args of secrets) assert.doesNotMatch(problemsOf(args).join("\n"), /b3Bl|BEGIN/);
    });

    it("accepts words as plain text where they are right, and leaves nothing out that is", () => {
        assert.deepEqual(
            problemsOf({
                connection: { ...connection, port: 22, proxy: { host: "jump", user: "a" } },
                reboot: "when-required",
                check: "onChange",
                conf: { failureAction: "halt", panicSysctls: { "kernel.panic_on_oops": 1 }, keep: 3 },
                drill: { acknowledge, trigger: "nmi", everyDays: 7 },
                memory: undefined,
            }),
            [],
        );
    });
});

const isSentence = /^[^\n]*[.)]$/;

/** Makes something and returns what is wrong with it; any other error is a fault of ours. */
async function refusalsOf(make: () => unknown): Promise<string[]> {
    try {
        await recorded(make);
    } catch (error) {
        if (!pulumi.InputPropertiesError.isInstance(error)) throw error;
        return error.errors.map(({ reason }) => reason);
    }
    return [];
}

describe("any value in any argument", function () {
    this.timeout(60_000);
    const value = fc.oneof(fc.jsonValue(), fc.constant(undefined), fc.constant(NaN), fc.string());

    it("of a Kdump gets sentences, and no JavaScript error", () => {
        const property = fc.constantFrom(...Object.keys(kdumpProperties));
        fc.assert(
            fc.property(property, value, value, (name, one, other) => {
                for (const args of [
                    one,
                    { connection, [name]: one },
                    { connection, [name]: one, memory: other },
                ]) {
                    for (const problem of problemsOf(args))
                        assert.match(problem.replace(/\s+/g, " "), isSentence);
                }
            }),
            { numRuns: 2000 },
        );
    });

    const inner: [string, readonly string[]][] = [
        ["connection", ["host", "port", "user", "hostKey", "privateKey", "proxy", "dialErrorLimit", "hots"]],
        ["os", ["id", "versionId"]],
        ["drill", ["acknowledge", "everyDays", "timeout", "trigger", "consoleLog"]],
        [
            "conf",
            [
                "target",
                "path",
                "coreCollector",
                "extra",
                "extraBins",
                "panicSysctls",
                "keep",
                "dracutArgs",
                "forceRebuild",
                "compression",
                "failureAction",
            ],
        ],
    ];
    for (const [group, properties] of inner) {
        it(`below ${group} of a Kdump gets sentences too`, () => {
            fc.assert(
                fc.property(fc.constantFrom(...properties), value, (name, one) => {
                    const args = {
                        connection,
                        [group]: { ...(group === "connection" ? connection : {}), [name]: one },
                    };
                    for (const problem of problemsOf(args))
                        assert.match(problem.replace(/\s+/g, " "), isSentence);
                }),
                { numRuns: 1000 },
            );
        });
    }

    it("of a configuration gets sentences", () => {
        fc.assert(
            fc.property(value, (conf) => {
                for (const { reason } of validateKdumpConf(conf as never)) assert.ok(reason.length > 0);
            }),
            { numRuns: 1000 },
        );
    });

    const components: [string, (args: any) => unknown, readonly string[]][] = [
        [
            "DumpServer",
            (args) => new DumpServer("a", { connection, ...args }),
            ["connection", "address", "port", "path", "quota", "keepFree", "instanceId", "deleteTimeout"],
        ],
        [
            "CrashDrill",
            (args) => new CrashDrill("a", { acknowledge, ...args }),
            ["host", "acknowledge", "timeout", "trigger", "consoleLog", "everyDays"],
        ],
        [
            "DumpCollection",
            (args) => new DumpCollection("a", args),
            ["host", "s3", "ssh", "dumpServer", "server"],
        ],
        [
            "VmcoreReport",
            (args) => new VmcoreReport("a", args),
            ["host", "dumpServer", "vmcore", "timeout", "timeLimit", "revision"],
        ],
        ["Kdump", (args) => new Kdump("a", { connection, ...args }), Object.keys(kdumpProperties)],
    ];
    for (const [name, make, properties] of components) {
        it(`of a ${name}, now or later, gets sentences`, async () => {
            await fc.assert(
                fc.asyncProperty(
                    fc.constantFrom(...properties),
                    value,
                    fc.boolean(),
                    async (property, one, late) => {
                        const given = late ? pulumi.output(Promise.resolve(one)) : one;
                        for (const reason of await refusalsOf(() => make({ [property]: given }))) {
                            assert.match(reason.replace(/\s+/g, " "), isSentence);
                        }
                    },
                ),
                { numRuns: 40 },
            );
        });
    }
});
