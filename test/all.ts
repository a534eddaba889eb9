// Runs the tests that are asked for and ends with `N passed, N failed`.
//
//   npm test                                        everything but the VM
//   npm run test:hosts                              every release as a simulated host, by root
//   npm run test:vm                                 the real VM
//   npm run test:crash                              a real VM that is crashed on purpose
//   npm run test:targets                            dumps of a real VM to every kind of target
//   npm run test:releases                           real VMs with the other releases
//   npm run test:boot                               real kernels, as far as what they reserve
//   npm run test:collection                         dumps sent to a real S3 server
//   node tools/start.cjs test/all.ts unit sandbox   some suites
//   node tools/start.cjs test/all.ts sandbox/conf   some files
import { ChildProcess, fork, spawn } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";

import { ensureHostPackages, Programs } from "../tools/dev/hostPackages";
import { catchSignals, endWith, interruption } from "../tools/dev/interruption";
import { preparePackage } from "../tools/dev/buildPackage";
import { table } from "../tools/dev/table";
import { getToolchain } from "../tools/pulumi/toolchain";
import type { Counts } from "./mochaRun";

const checkout = path.resolve(__dirname, "..");

/** Checks that are one command each. They share the table with the tests. */
const commandSuites: Record<string, [string, string[]][]> = {
    types: [
        ["tsc", ["-p", "."]],
        ["tsc", ["-p", "examples/existing-vm"]],
        ["tsc", ["-p", "examples/crash-drill"]],
        ["tsc", ["-p", "examples/ec2"]],
    ],
    lint: [
        ["eslint", ["."]],
        ["prettier", ["--check", "--log-level", "warn", "."]],
    ],
};

/** Suites of mocha tests, and the folder under test/ that holds the files of each. */
const mochaSuites: Record<string, string> = {
    page: "page",
    store: "store",
    unit: "unit",
    sandbox: "sandbox",
    killed: "sandbox/killed",
    simulated: "simulated",
    conformance: "engine/conformance",
    engine: "engine",
    boot: "vm/boot",
    vm: "vm/life",
    crash: "vm/crash",
    targets: "vm/targets",
    releases: "vm/releases",
};

/** Other words for suites. */
const otherWords: Record<string, string> = { host: "sandbox", hosts: "simulated", collection: "store" };

/** Those that need the Pulumi programs, which may have to be built first. */
const engineSuites = ["conformance", "engine", "vm", "crash", "targets", "releases"];

/** What the suites need that Node does not bring. */
const programs: Record<string, Programs> = {
    unit: { ...shells(), "ssh-keygen": "openssh-client" },
    sandbox: {
        ...shells(),
        curl: "curl",
        "ssh-keygen": "openssh-client",
        shellcheck: "shellcheck",
        strace: "strace",
        bwrap: "bubblewrap",
        crash: "crash",
        bzip2: "bzip2",
        xz: "xz-utils",
        lz4: "lz4",
        sshd: "openssh-server",
        sftp: "openssh-client",
        pgrep: "procps",
        rpm: "rpm",
        rpmbuild: "rpm",
        rpmsign: "rpm",
        gpg: "gpg",
        unshare: "util-linux",
    },
    store: { ...shells(), curl: "curl", strace: "strace" },
    killed: { ...shells(), strace: "strace" },
    simulated: {
        ...shells(),
        "dpkg-deb": "dpkg",
        "apt-ftparchive": "apt-utils",
        rpm: "rpm",
        rpmbuild: "rpm",
        rpmsign: "rpm",
        dnf: "dnf",
        zypper: "zypper",
        createrepo_c: "createrepo-c",
        "grub-mkconfig": "grub-common",
        "update-grub": "grub2-common",
        makedumpfile: "makedumpfile",
        gpg: "gpg",
    },
    page: { "chromium-headless-shell": "chromium-headless-shell" },
    conformance: { sshd: "openssh-server", "ssh-keygen": "openssh-client" },
    engine: { sshd: "openssh-server" },
    boot: shells(),
    targets: {
        "ganesha.nfsd": "nfs-ganesha",
        "/usr/lib/x86_64-linux-gnu/ganesha/libfsalvfs.so": "nfs-ganesha-vfs",
    },
};

function shells(): Programs {
    return { dash: "dash", bash: "bash", busybox: "busybox" };
}

/** Suites that keep two cores busy by themselves, and want to be seen as they go. */
const watchedSuites = ["boot", "vm", "crash", "targets", "releases", "simulated"];

/** The longest first, so that none is left over at the end. */
const everydaySuites = ["engine", "conformance", "sandbox", "types", "lint", "page", "unit"];

/** Jobs that run side by side. */
const lanes = 2;

/** A part of a suite that runs on its own. */
interface Job {
    suite: string;
    name: string;
    run(onOutput: (text: string) => void): Promise<Counts>;
}

async function main(asked: string[]): Promise<void> {
    const jobs = (asked.length > 0 ? asked : everydaySuites).flatMap(jobsOf);
    const suites = [...new Set(jobs.map(({ suite }) => suite))];
    const say = (line: string) => void process.stdout.write(`${line}\n`);
    await ensureHostPackages("The tests", Object.assign({}, ...suites.map((suite) => programs[suite])), say);
    await preparePackage();
    if (suites.some((suite) => engineSuites.includes(suite))) await getToolchain(say);
    const results = new Map(suites.map((suite) => [suite, { passed: 0, failed: 0, seconds: 0 }]));
    const watched = suites.some((suite) => watchedSuites.includes(suite));
    await Promise.all(
        Array.from({ length: watched ? 1 : lanes }, async () => {
            for (let job = jobs.shift(); job !== undefined; job = jobs.shift()) {
                interruption.throwIfAborted();
                const result = await timed(job, watched);
                const sum = results.get(job.suite);
                if (sum === undefined) continue;
                sum.passed += result.passed;
                sum.failed += result.failed;
                sum.seconds += result.seconds;
            }
        }),
    );
    close([...results]);
}

/** Runs a job and shows what it printed: as it comes when it runs alone, else in one piece when it is done. */
async function timed(job: Job, watched: boolean): Promise<Counts & { seconds: number }> {
    const started = Date.now();
    let output = "";
    process.stdout.write(watched ? `\n== ${job.name}\n` : `… ${job.name}\n`);
    const counts = await job.run((text) => {
        if (watched) process.stdout.write(text);
        else output += text;
    });
    const seconds = (Date.now() - started) / 1000;
    if (!watched) process.stdout.write(`\n== ${job.name} (${seconds.toFixed(1)} s)\n${output}`);
    return { ...counts, seconds };
}

function close(results: [string, Counts & { seconds: number }][]): void {
    const rows = results.map(([suite, { passed, failed, seconds }]) => [
        suite,
        passed,
        failed,
        Math.round(seconds),
    ]);
    process.stdout.write(`\n${table(["suite", "passed", "failed", "seconds"], rows).join("\n")}\n\n`);
    const sum = (key: keyof Counts) => results.reduce((total, [, counts]) => total + counts[key], 0);
    process.stdout.write(`${sum("passed")} passed, ${sum("failed")} failed\n`);
    process.exit(sum("failed") === 0 && sum("passed") > 0 ? 0 : 1);
}

/** Quick tests share one process; each file of the long ones is a job of its own. */
function jobsOf(asked: string): Job[] {
    if (asked in commandSuites) {
        return [{ suite: asked, name: asked, run: (onOutput) => runCommands(asked, onOutput) }];
    }
    const [word, name = ""] = asked.split("/");
    const suite = otherWords[word] ?? word;
    const files = mochaSuites[suite]
        ? testFiles(path.join(checkout, "test", mochaSuites[suite])).filter((file) =>
              path.basename(file).startsWith(name),
          )
        : [];
    if (files.length === 0) {
        const known = [...Object.keys(commandSuites), ...Object.keys(mochaSuites)].join(", ");
        throw new Error(
            `There is no test "${asked}"; choose from ${known}, or a file of one, such as sandbox/conf.`,
        );
    }
    const groups = suite === "unit" ? [files] : files.map((file) => [file]);
    return groups.map((group) => ({
        suite,
        name: group.length === 1 ? path.relative(path.join(checkout, "test"), group[0]) : suite,
        run: (onOutput) => runMocha(group, onOutput),
    }));
}

async function runCommands(suite: string, onOutput: (text: string) => void): Promise<Counts> {
    const counts = { passed: 0, failed: 0 };
    for (const [program, args] of commandSuites[suite]) {
        const child = spawn(path.join(checkout, "node_modules", ".bin", program), args, { cwd: checkout });
        const good = (await ended(child, onOutput)) === 0;
        counts[good ? "passed" : "failed"]++;
        onOutput(`  ${good ? "✔" : "✘"} ${program} ${args.join(" ")}\n`);
    }
    return counts;
}

async function runMocha(files: string[], onOutput: (text: string) => void): Promise<Counts> {
    const child = fork(path.join(__dirname, "mochaRun.ts"), files, {
        cwd: checkout,
        execArgv: ["-r", "ts-node/register/transpile-only"],
        silent: true,
    });
    // A process that dies without a word has failed.
    let counts: Counts = { passed: 0, failed: 1 };
    child.on("message", (message) => (counts = message as Counts));
    await ended(child, onOutput);
    return counts;
}

function ended(child: ChildProcess, onOutput: (text: string) => void): Promise<number> {
    for (const stream of [child.stdout, child.stderr]) stream?.setEncoding("utf8").on("data", onOutput);
    const end = () => void child.kill("SIGINT");
    interruption.addEventListener("abort", end);
    return new Promise((resolve) => {
        child.on("error", (error) => onOutput(`${error.message}\n`));
        child.on("close", (code) => {
            interruption.removeEventListener("abort", end);
            resolve(code ?? 1);
        });
    });
}

function testFiles(directory: string): string[] {
    return fs
        .readdirSync(directory)
        .filter((file) => file.endsWith(".test.ts"))
        .sort()
        .map((file) => path.join(directory, file));
}

catchSignals();
void main(process.argv.slice(2)).catch(endWith);
