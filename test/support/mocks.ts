import * as pulumi from "@pulumi/pulumi";
import * as debuggable from "@pulumi/pulumi/runtime/debuggable";

import { textOf } from "./documents";
import { ed25519Key, rsaKey } from "./publicKeys";

/** What clouds answer to questions, as the stand-in for their providers does. */
const cloudAnswers = JSON.parse(textOf("test/support/standInProvider/answers.json")) as Record<
    string,
    object
>;

const secretMarker = "4dabf18193072939515e22adb298388d";

/** A resource as the engine would have been asked to make it, with the options that mocks do not see. */
export interface Recorded {
    type: string;
    name: string;
    /** Inputs with every secret as `{ secret: value }`. */
    inputs: Record<string, any>;
    options: pulumi.CustomResourceOptions;
}

/** Facts as a ready Debian 12 host prints them. */
export const readyFacts = {
    schema: 1,
    step: "service",
    changed: true,
    os: { id: "debian", versionId: "12", name: "Debian GNU/Linux 12 (bookworm)", family: "debian" },
    arch: "x86_64",
    kernelRelease: "6.1.0-37-cloud-amd64",
    bootId: "b1",
    memoryBytes: 2147024896,
    memoryEncryption: "",
    crashkernel: {
        wanted: "192M",
        commandLine: "192M",
        reservedBytes: 201326592,
        predictedBytes: 201326592,
        loaded: true,
    },
    dump: {
        path: "/var/crash",
        mode: "0700",
        freeBytes: 12345678,
        neededBytes: 1234567,
        neededFrom: "makedumpfile",
        level: 31,
        filtering: "works",
        encryptedVolume: "",
    },
    nextBoot: { crashkernel: "192M", reservedBytes: 201326592, entry: "Debian GNU/Linux" },
    service: { unit: "kdump-tools.service", enabled: true, active: true },
    vmlinux: "",
    rebootRequired: false,
    ready: true,
    reason: "",
    remarks: [],
    owner: { name: "organization/project/stack/web", since: "2026-11-23T18:30:00Z" },
    lastDrill: "",
    time: "2026-11-23T18:40:00Z",
};

/** What a drill's second step prints when it found a dump. */
export const dumpAnswer = {
    schema: 1,
    step: "dump",
    changed: true,
    vmcore: "/var/crash/202611231840/dump.202611231840",
    format: "flattened",
    size: 44040192,
    sha256: "ab".repeat(32),
    kernelRelease: "6.1.0-37-cloud-amd64",
    crashTime: 1795459200,
    secondsToDump: 61,
    secondsToBeBack: 150,
    bootId: "b2",
    ready: true,
    reason: "",
    captureMemory: {
        time: "2026-11-23T18:40:00Z",
        kernelRelease: "6.1.0-37-cloud-amd64",
        reservedBytes: 201326592,
        totalBytes: 153600000,
        neededBytes: 139886592,
        marginBytes: 61440000,
        bootBytes: 134766592,
        enoughBytes: 184549376,
        recommended: "512M-:192M",
        outdated: "",
    },
    readable: "yes",
    readableReason: "crash 8.0.2 lists 93 tasks, and 11 calls of the one that panicked.",
};

/**
 * Runs a program under Pulumi's mocks and returns what it made, in the order of creation.
 *
 * @param program makes resources; what it returns is waited for
 * @param answers what a step answers, by its name, where that is something else
 * @param organization the one that the stack is of
 * @param mode preview leaves every output of a provider unknown, update answers as a ready host would
 */
export async function recorded(
    program: () => unknown,
    mode: "preview" | "update" = "update",
    facts: object = readyFacts,
    answers: Record<string, object> = {},
    organization = "organization",
): Promise<Recorded[]> {
    const made = new Map<string, Recorded>();
    await pulumi.runtime.setMocks(
        {
            call: ({ token, inputs }) => ({ ...inputs, ...cloudAnswers[token] }),
            newResource: ({ type, name, inputs }) => {
                const at = made.get(`${type}::${name}`);
                made.set(`${type}::${name}`, {
                    type,
                    name,
                    inputs: plain(inputs),
                    options: at?.options ?? {},
                });
                const outputs =
                    mode === "update"
                        ? {
                              stdout: JSON.stringify(answers[name] ?? answer(name, facts)),
                              publicIp: "192.0.2.1",
                          }
                        : {};
                return { id: `${name}-id`, state: { ...inputs, ...outputs } };
            },
        },
        "project",
        "stack",
        mode === "preview",
        organization,
    );
    // What is wrong with a value that becomes known later surfaces as an unhandled rejection, which ends a real
    // program; here it ends the wait.
    let remember: (error: unknown) => void = () => undefined;
    const rejected = new Promise<never>((_, reject) => (remember = reject));
    rejected.catch(() => undefined);
    process.on("unhandledRejection", remember);
    try {
        program();
        await Promise.race([(pulumi.runtime as any).waitForRPCs(), rejected]);
        // An output may still be on its way through the last apply.
        await Promise.race([new Promise((resolve) => setImmediate(resolve)), rejected]);
    } catch (error) {
        // What an ended program was still waiting for is no leak; the runtime would report it as one at exit.
        (debuggable as unknown as { leakedPromises(): void }).leakedPromises(); // internal, so not in its types
        throw error;
    } finally {
        process.off("unhandledRejection", remember);
    }
    return [...made.values()];
}

/** A transformation for the component under test: mocks do not see options, transformations do. */
export function recordOptions(
    into: Map<string, pulumi.CustomResourceOptions>,
): pulumi.ResourceTransformation {
    return ({ name, opts }) => {
        into.set(name, opts);
        return undefined;
    };
}

function answer(name: string, facts: object): object {
    if (name.endsWith("-service")) return facts;
    if (name.endsWith("-reservation")) return { step: "reboot", changed: true, bootId: "b0" };
    if (name.endsWith("-debuginfo"))
        return { step: "debuginfo", changed: true, vmlinux: "/usr/lib/debug/vmlinux" };
    if (name.endsWith("-key")) return { step: "key", changed: true, publicKey: ed25519Key("client") };
    if (name.endsWith("-server"))
        return { step: "install", changed: true, hostKeys: [ed25519Key("server"), rsaKey("server")] };
    if (name.endsWith("-crash")) return { step: "drill", changed: true, crashedBoot: "b1" };
    if (name.endsWith("-dump")) return dumpAnswer;
    return { step: name, changed: true };
}

function plain(value: any): any {
    if (Array.isArray(value)) return value.map(plain);
    if (typeof value !== "object" || value === null) return value;
    if (secretMarker in value) return { secret: plain(value.value) };
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plain(inner)]));
}

/** The value of an output, once it is known; undefined when it stays unknown in a preview. */
export function valueOf<T>(output: pulumi.Output<T>): Promise<T | undefined> {
    return (output as any)
        .promise(true)
        .then(async (value: T) => ((await (output as any).isKnown) ? value : undefined));
}
