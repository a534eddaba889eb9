import * as zlib from "node:zlib";

import * as pulumi from "@pulumi/pulumi";

import { Checks } from "../args/checks";
import { diagnostic } from "../args/diagnostic";
import { optional } from "../args/problem";
import { countProblem } from "../args/values";
import { packageVersion } from "../host/program";
import { UserDataArgs, UserDataEncoding, userDataProperties } from "./args";
import { stepsFrom } from "./bootScript";
import { mimeMessage } from "./mime";
import { partProblems, PlainPart } from "./parts";
import { firstBootScript, ProgramSource } from "./script";
import { BornStep } from "./steps";

/** What EC2 takes. (Amazon EC2 User Guide, "Run commands when you launch an EC2 instance with user data input") */
const smallestLimit = 16384;

/** What cloud-init calls our part. */
const ownName = "pulumi-kdump.sh";

/**
 * User data for cloud-init that makes a new VM ready for kdump at its first boot, without ssh, with one reboot at most.
 *
 * It is a MIME message of your own `parts` and a script of ours. The script leaves a systemd unit that begins when cloud-init
 * has ended, runs the steps of a Kdump in their order, goes on after the reboot, and removes itself. Its progress is on the
 * VM's console and in /var/log/pulumi-kdump-first-boot.log; /var/lib/pulumi-kdump-first-boot/result is there at its end, and
 * begins with `ready`, `not-ready` or `failed`.
 *
 * Clouds replace or restart a VM whose user data changes, and another version of this package is another text: give a
 * single VM `ignoreChanges`.
 *
 * @param args what the VM is to be, as for a Kdump, and how cloud-init is told
 * @returns the user data, below `limit`
 * @throws pulumi.InputPropertiesError with every mistake in the arguments, outside of a stack's program; in one they are
 * diagnostics, and the run fails
 */
export function userData(args: UserDataArgs = {}): pulumi.Output<string> {
    const checks = new Checks<UserDataArgs>("kdump:index:userData", "", args, userDataProperties);
    const steps = stepsFrom(checks);
    const parts = checks.check(
        checks.argument("parts"),
        (given) => partProblems(given ?? [], ownName),
        (given) => given ?? [],
    );
    const programUrl = checks.check(checks.argument("programUrl"), (url) =>
        optional("programUrl", url, urlProblem),
    );
    const limit = checks.check(
        checks.argument("limit"),
        (bytes) => optional("limit", bytes, (count) => countProblem(count, "bytes")),
        (bytes) => bytes ?? smallestLimit,
    );
    const encoding = checks.check(
        checks.argument("encoding"),
        () => [],
        (name) => name ?? UserDataEncoding.Text,
    );
    checks.inputs(() => ({}));
    checks.report();
    return pulumi
        .all([steps, parts, programUrl, limit, encoding])
        .apply(([stepsKnown, partsKnown, url, bytes, name]) =>
            encoded({ steps: stepsKnown, parts: partsKnown, programUrl: url, limit: bytes, encoding: name }),
        );
}

interface Told {
    steps: BornStep[];
    parts: PlainPart[];
    programUrl?: string;
    limit: number;
    encoding: UserDataEncoding;
}

/**
 * With the program if there is room for it, and nobody says where else it is.
 *
 * @throws Error when it is longer than the limit
 */
function encoded({ steps, parts, programUrl, limit, encoding }: Told): string {
    const told = (source: ProgramSource) => {
        const own = {
            contentType: "text/x-shellscript",
            content: firstBootScript(steps, source),
            filename: ownName,
        };
        return encodings[encoding](Buffer.from(mimeMessage([...parts, own])));
    };
    const fetched = () => told({ url: programUrl ?? packageUrl() });
    const whole = programUrl === undefined ? told("along") : fetched();
    const { text, bytes } = whole.bytes > limit ? fetched() : whole;
    if (bytes <= limit) return text;
    throw diagnostic(
        undefined,
        `The user data has ${bytes} bytes, ${bytes - limit} more than ${limit}. Make your own parts smaller, give the ` +
            "encoding gzip-base64, or raise the limit if the cloud takes more.",
    );
}

/** What is handed over, and how many bytes of it a cloud counts. */
const encodings: Record<UserDataEncoding, (message: Buffer) => { text: string; bytes: number }> = {
    [UserDataEncoding.Text]: (message) => ({ text: message.toString(), bytes: message.length }),
    [UserDataEncoding.Base64]: inBase64,
    [UserDataEncoding.GzipBase64]: (message) => inBase64(zlib.gzipSync(message, { level: 9 })),
};

function inBase64(data: Buffer): { text: string; bytes: number } {
    return { text: data.toString("base64"), bytes: data.length };
}

/** This version of the package, which has the program in it. */
function packageUrl(): string {
    return `https://registry.npmjs.org/pulumi-kdump/-/pulumi-kdump-${packageVersion()}.tgz`;
}

function urlProblem(url: string): string | undefined {
    return /^https?:\/\/[A-Za-z0-9:/._~@%+?=&-]+$/.test(url)
        ? undefined
        : `${JSON.stringify(url)} is not the address of a file; begin it with https:// or http://.`;
}
