import { exactSize } from "../args/size";
import { CrashkernelError } from "../crashkernel/error";
import { crashkernelWarnings } from "../crashkernel/parse";
import { predictReservation, Reservation } from "../crashkernel/predict";
import { readSize, sizesAllowed } from "../crashkernel/readSize";
import { recommendedCrashkernel } from "../crashkernel/recommended";
import { CrashkernelWarning } from "../crashkernel/warnings";
import { Answer, Command, Options, osOf, UsageError } from "./command";

/** `predict`: what a kernel would reserve for a crashkernel= value. */
export const predict: Command = {
    does: "says what a kernel reserves for a crashkernel= value",
    help: `pulumi-kdump predict [VALUE] --memory SIZE [--arch ARCH] [--kernel RELEASE] [--os ID:VERSION_ID] [--json]

Says how much a kernel reserves for crashkernel=VALUE on a machine with so much memory, by the kernel's own algorithm. It
answers for any text, also for one that a Kdump refuses.

  VALUE                 such as 256M, 2G-8G:192M,8G-:256M or '512M,high 128M,low'; without one, what --os has of its own
  --memory SIZE         the machine's memory, such as 4G
  --arch ARCH           x86_64 (default), aarch64 or ppc64le
  --kernel RELEASE      as uname -r says it; a kernel of today unless told
  --os ID:VERSION_ID    the distribution whose own value is meant, in os-release's words, such as rocky:9.4
  --json                the answer as JSON

Exit status: 0 if memory is reserved, 1 if none is or a Kdump refuses the value, 2 for wrong use.
`,
    options: {
        memory: { type: "string" },
        arch: { type: "string" },
        kernel: { type: "string" },
        os: { type: "string" },
    },
    run(words, options) {
        const arch = (options.arch as string | undefined) ?? "x86_64";
        const kernelRelease = options.kernel as string | undefined;
        const memoryBytes = memoryOf(options.memory as string | undefined);
        const { value, source } = valueOf(words, arch, options);
        return predictionOf(value, source, memoryBytes, arch, kernelRelease);
    },
};

function memoryOf(text: string | undefined): number {
    if (text === undefined) throw new UsageError("The machine's memory is missing; give it as --memory 4G.");
    const size = readSize(text);
    if ("bytes" in size && size.bytes > 0) return size.bytes;
    const wrong = "bytes" in size ? `"${text}" is not an amount of memory` : `in "${text}" ${size.wrong}`;
    throw new UsageError(`--memory cannot be used: ${wrong}. ${sizesAllowed}`);
}

/** What was given, or the distribution's own. Several words are several arguments, as on a kernel's command line. */
function valueOf(words: string[], arch: string, options: Options): { value: string; source?: string } {
    const os = osOf(options.os as string | undefined);
    if (words.length > 0 && os !== undefined) {
        throw new UsageError(
            "A value and --os are given; give the value, or the distribution whose own is meant.",
        );
    }
    if (words.length > 0) return { value: words.join(" ") };
    if (os === undefined)
        throw new UsageError("There is no value; give one, such as 256M, or a distribution as --os.");
    const own = recommendedCrashkernel(os, arch);
    if (own === undefined) {
        throw new UsageError(
            `${os.id} ${os.versionId} has no value of its own for ${arch}; give one, such as 256M.`,
        );
    }
    return own;
}

function predictionOf(
    crashkernel: string,
    source: string | undefined,
    memoryBytes: number,
    arch: string,
    kernelRelease: string | undefined,
): Answer {
    const reservation = reservationOf(crashkernel, memoryBytes, arch, kernelRelease);
    const { warnings, refusal } = opinionOf(crashkernel);
    const { bytes, cmaBytes, caveat, reason } = reservation;
    const lines = [
        bytes > 0
            ? `crashkernel=${crashkernel} reserves ${exactSize(bytes)} of ${exactSize(memoryBytes)}.`
            : `crashkernel=${crashkernel}: ${reason}`,
        source && `The value is from ${source}.`,
        cmaBytes && `It lends out ${exactSize(cmaBytes)} more.`,
        caveat,
        ...warnings.map(({ message }) => `Warning: ${message}`),
        refusal && `A Kdump refuses it: ${refusal}`,
    ].filter((line) => line !== undefined && line !== "" && line !== 0);
    return {
        text: `${lines.join("\n")}\n`,
        json: { crashkernel, source, memoryBytes, arch, kernelRelease, ...reservation, warnings, refusal },
        good: bytes > 0 && refusal === undefined,
    };
}

function reservationOf(
    value: string,
    memoryBytes: number,
    arch: string,
    kernelRelease: string | undefined,
): Reservation {
    try {
        return predictReservation(value, memoryBytes, { arch, kernelRelease });
    } catch (error) {
        if (error instanceof RangeError) throw new UsageError(error.message);
        throw error;
    }
}

/** What a Kdump would say to the value. */
function opinionOf(value: string): { warnings: CrashkernelWarning[]; refusal?: string } {
    try {
        return { warnings: crashkernelWarnings(value) };
    } catch (error) {
        if (error instanceof CrashkernelError) return { warnings: [], refusal: error.message };
        throw error;
    }
}
