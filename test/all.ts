// Runs the tests that are asked for and ends with `N passed, N failed`.
//
//   npm test                                        everything but the VM
//   npm run test:hosts                              every release as a simulated host, by root
//   npm run test:vm                                 the real VM
//   npm run test:born                               a real VM that cloud-init makes ready
//   npm run test:crash                              a real VM that is crashed on purpose
//   npm run test:targets                            dumps of a real VM to every kind of target
//   npm run test:releases                           real VMs with the other releases
//   npm run test:boot                               real kernels, as far as what they reserve
//   npm run test:faults                             every step cut at every call that changes a file, and more
//   npm run test:languages                          programs in other Pulumi languages
//   npm run test:clouds                             the examples for clouds, with their SDKs
//   npm run test:collection                         dumps sent to a real S3 server
//   node tools/start.cjs test/all.ts unit sandbox   some suites
//   node tools/start.cjs test/all.ts sandbox/conf   some files
import { ChildProcess, fork, spawn } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";

import { preparePackage } from "../tools/dev/buildPackage";
import { checkout } from "../tools/dev/checkout";
import { ensureHostPackages } from "../tools/dev/hostPackages";
import { catchSignals, endWith, interruption } from "../tools/dev/interruption";
import { table } from "../tools/dev/table";
import { getToolchain } from "../tools/pulumi/toolchain";
import type { Counts } from "./reporter";
import { suites } from "./suites";

/** Jobs that run side by side. */
const lanes = 2;

/** A part of a suite that runs on its own. */
interface Job {
    suite: string;
    name: string;
    run(onOutput: (text: string) => void): Promise<Counts>;
}

async function main(asked: string[]): Promise<void> {
    const everyday = Object.keys(suites).filter((suite) => suites[suite].everyday);
    const jobs = (asked.length > 0 ? asked : everyday).flatMap(jobsOf);
    const names = [...new Set(jobs.map(({ suite }) => suite))];
    const say = (line: string) => void process.stdout.write(`${line}\n`);
    await ensureHostPackages(
        "The tests",
        Object.assign({}, ...names.map((name) => suites[name].programs)),
        say,
    );
    await preparePackage();
    if (names.some((name) => suites[name].engine)) await getToolchain(say);
    const results = new Map(names.map((suite) => [suite, { passed: 0, failed: 0, seconds: 0 }]));
    const watched = names.some((name) => suites[name].watched);
    await Promise.all(
        Array.from({ length: watched ? 1 : lanes }, async () => {
            for (let job = jobs.shift(); job !== undefined; job = jobs.shift()) {
                interruption.throwIfAborted();
                const result = await timed(job, watched || suites[job.suite].shown === true);
                const sum = results.get(job.suite);
                if (sum === undefined) continue;
                sum.passed += result.passed;
                sum.failed += result.failed;
                sum.seconds += result.seconds;
            }
        }),
    );
    for (const suite of names.filter((name) => asked.includes(name))) suites[suite].close?.(say);
    close([...results]);
}

/** Runs a job and shows what it printed: as it comes when it runs alone, else in one piece when it is done. */
async function timed(job: Job, shown: boolean): Promise<Counts & { seconds: number }> {
    const started = Date.now();
    let output = "";
    process.stdout.write(shown ? `\n== ${job.name}\n` : `… ${job.name}\n`);
    const counts = await job.run((text) => {
        if (shown) process.stdout.write(text);
        else output += text;
    });
    const seconds = (Date.now() - started) / 1000;
    if (!shown) process.stdout.write(`\n== ${job.name} (${seconds.toFixed(1)} s)\n${output}`);
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

/** Quick files share a process in each lane; each of the long ones is a job of its own. */
function jobsOf(asked: string): Job[] {
    const [suite, name = ""] = asked.split("/");
    const { folder, commands, together } = suites[suite] ?? {};
    if (commands !== undefined) {
        return [{ suite, name: suite, run: (onOutput) => runCommands(commands, onOutput) }];
    }
    const files = folder === undefined ? [] : testFiles(path.join("test", folder), name);
    if (files.length === 0) {
        const words = Object.keys(suites).join(", ");
        throw new Error(
            `There is no test "${asked}"; choose from ${words}, or a file of one, such as sandbox/conf.`,
        );
    }
    const groups = together
        ? Array.from({ length: lanes }, (_, lane) => files.filter((_file, index) => index % lanes === lane))
        : files.map((file) => [file]);
    const filled = groups.filter((group) => group.length > 0);
    return filled.map((group) => ({
        suite,
        name: group.length === 1 ? path.relative("test", group[0]) : `${suite}, ${group.length} files`,
        run: (onOutput) => runMocha(group, onOutput),
    }));
}

async function runCommands(
    commands: [string, ...string[]][],
    onOutput: (text: string) => void,
): Promise<Counts> {
    const counts = { passed: 0, failed: 0 };
    for (const [program, ...args] of commands) {
        const child = spawn(path.join(checkout, "node_modules", ".bin", program), args, { cwd: checkout });
        const good = (await ended(child, onOutput)) === 0;
        counts[good ? "passed" : "failed"]++;
        onOutput(`  ${good ? "✔" : "✘"} ${program} ${args.join(" ")}\n`);
    }
    return counts;
}

async function runMocha(files: string[], onOutput: (text: string) => void): Promise<Counts> {
    const mocha = path.join(checkout, "node_modules", "mocha", "bin", "mocha.js");
    const strict = ["--forbid-only", "--forbid-pending"];
    const child = fork(mocha, [...strict, ...files], { cwd: checkout, execArgv: [], silent: true });
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

/** The test files of a folder whose names begin so. */
function testFiles(folder: string, beginning: string): string[] {
    return fs
        .readdirSync(path.join(checkout, folder))
        .filter((file) => file.endsWith(".test.ts") && file.startsWith(beginning))
        .sort()
        .map((file) => path.join(folder, file));
}

catchSignals();
void main(process.argv.slice(2)).catch(endWith);
