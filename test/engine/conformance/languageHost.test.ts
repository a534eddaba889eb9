import * as assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";

import { cacheDirectory, checkout } from "../../../tools/dev/checkout";
import { kill } from "../../../tools/dev/processes";
import { shellWords } from "../../../tools/pulumi/languageHost/shellWords";
import { Result, Stack } from "../../../tools/pulumi/stack";
import { getToolchain, Toolchain } from "../../../tools/pulumi/toolchain";
import { isOurs, LANGUAGE_HOST, putLanguageHost } from "../../../tools/pulumi/toolchain/languageHost";

const PROGRAM = {
    "program.ts": fs.readFileSync(path.join(__dirname, "programs", "languageHost.ts"), "utf8"),
    "Pulumi.yaml": [
        "name: throwaway",
        "main: program.ts",
        "runtime:",
        "  name: nodejs",
        "  options:",
        `    nodeargs: --no-deprecation --title="two words"`,
        "",
    ].join("\n"),
};
const SECRET = "kept to ourselves";

interface Host {
    kind: "real" | "own";
    stack: Stack;
}

/** Our own language host, held to what Pulumi's does where that is on this machine. */
describe("the language host", function () {
    this.timeout(120_000);
    const scratch = cacheDirectory("projects", `language-host-${process.pid}`);
    const hosts: Host[] = [];

    before(async () => {
        const toolchain = await getToolchain(() => {}, { plugin: "standin" });
        const isReal = !isOurs(path.join(path.dirname(toolchain.pulumi), LANGUAGE_HOST));
        const own = isReal ? withOwnHost(toolchain, scratch) : toolchain;
        const create = async (kind: Host["kind"], toolchain: Toolchain) => {
            const config = { plain: "in the clear", secret: { secret: SECRET } };
            hosts.push({ kind, stack: await Stack.create({ toolchain, program: PROGRAM, config }) });
        };
        await Promise.all([create("own", own), ...(isReal ? [create("real", toolchain)] : [])]);
    });
    after(() => {
        hosts.forEach(({ stack }) => stack.remove());
        fs.rmSync(scratch, { recursive: true, force: true });
    });

    /** Does the same with every host and compares what the CLI sums up. */
    async function withEach(
        work: (stack: Stack) => Promise<Result>,
        check: (said: string, host: Host, result: Result) => void | Promise<void>,
    ): Promise<void> {
        const summaries = await Promise.all(
            hosts.map(async (host) => {
                const result = await work(host.stack);
                await check(result.stdout + result.stderr, host, result);
                return { code: result.code, summary: summaryOf(result, host.stack.directory) };
            }),
        );
        for (const summary of summaries) assert.deepEqual(summary, summaries[0]);
    }

    it("previews and runs a program, with its configuration, its hooks and its runtime options", () =>
        withEach(
            (stack) => stack.up({ args: ["--skip-preview=false"] }),
            async (said, { kind, stack }, { code }) => {
                assert.equal(code, 0, said);
                const [preview, update] = said.split(/^Updating .*$/m);
                for (const text of [preview, update]) {
                    assert.match(text, /^ {4}said on stdout$/m);
                    assert.match(text, /^ {4}said on stderr$/m);
                    assert.match(text, /^ {4}warning: a warning$/m);
                }
                assert.match(preview, /\+ 3 to create/);
                assert.doesNotMatch(preview, /the hook ran/);
                assert.match(update, /the hook ran/);
                assert.ok(!said.includes(SECRET), said);
                assert.deepEqual(await stack.outputs({ showSecrets: true }), {
                    plain: "in the clear",
                    secret: SECRET,
                    place: ["organization", "throwaway", "dev"],
                    node: [["--no-deprecation", "--title=two words"], [], "nothing"],
                });
                const startedBy = fs.readFileSync(path.join(stack.directory, "started-by"), "utf8");
                assert.equal(
                    startedBy.includes(path.join("tools", "pulumi", "languageHost")),
                    kind === "own",
                    startedBy,
                );
            },
        ));

    it("shows what a program throws, once", () =>
        withEach(
            (stack) => stack.preview({ env: { WHAT: "throw" } }),
            (said, _, { code }) => {
                assert.notEqual(code, 0);
                assert.match(said, /^ {4}Error: thrown on purpose\n.* at fail .*program\.ts/m);
                assert.doesNotMatch(said, /non-zero exit code/);
            },
        ));

    it("tells the exit status of a program that ended without a word", () =>
        withEach(
            (stack) => stack.preview({ env: { WHAT: "exit" } }),
            (said, _, { code }) => {
                assert.notEqual(code, 0);
                assert.match(said, /Program exited with non-zero exit code: 3/);
            },
        ));

    it("ends the program when the CLI is interrupted", () =>
        withEach(
            (stack) => {
                const controller = new AbortController();
                let said = "";
                const onOutput = (text: string) => {
                    said += text;
                    if (said.includes("waiting as")) controller.abort();
                };
                return stack.up({ env: { WHAT: "wait" }, signal: controller.signal, onOutput });
            },
            (said, _, { code }) => {
                assert.notEqual(code, 0);
                const pid = Number(/waiting as (\d+)/.exec(said)?.[1]);
                const isThere = fs.existsSync(`/proc/${pid}`);
                if (isThere) kill(pid);
                assert.ok(!isThere, "the program is still running");
            },
        ));

    it("runs a policy pack beside the program", () =>
        withEach(
            (stack) => stack.preview({ args: ["--policy-pack", path.join(checkout, "policy")] }),
            (said, _, { code }) => {
                assert.equal(code, 0, said);
                assert.match(said, /✅ pulumi-kdump@v\S+ \(local: /);
            },
        ));

    it("runs no program to destroy a stack", () =>
        withEach(
            (stack) => stack.destroy(),
            (said, _, { code }) => {
                assert.equal(code, 0, said);
                assert.match(said, /- 3 deleted/);
                assert.doesNotMatch(said, /said on/);
            },
        ));

    it("splits nodeargs as a shell does", () => {
        assert.deepEqual(shellWords(` --a  --b='c "d"' "e \\" f"\\ g '' `), [
            "--a",
            '--b=c "d"',
            'e " f g',
            "",
        ]);
        assert.throws(() => shellWords("--a 'b"), /A quote is not closed/);
    });
});

/** The same CLI with our own language host beside it, where it looks first. */
function withOwnHost(toolchain: Toolchain, directory: string): Toolchain {
    const pulumi = path.join(directory, "pulumi");
    fs.mkdirSync(directory, { recursive: true });
    fs.copyFileSync(fs.realpathSync(toolchain.pulumi), pulumi, fs.constants.COPYFILE_FICLONE);
    putLanguageHost(directory);
    const PATH = [directory, toolchain.env.PATH].join(path.delimiter);
    return { ...toolchain, pulumi, env: { ...toolchain.env, PATH } };
}

/** A line that shows how far a resource is, or that time goes by: when these come is chance. */
const PROGRESS = /^@ |^(\S+ +)?\w+:\w+:\w+ [^(]/;

/** The lines of the CLI's summary without what is different in every run. */
function summaryOf({ stdout, stderr }: Result, directory: string): string[] {
    return (stdout + stderr)
        .replaceAll(directory, "DIRECTORY")
        .replace(/waiting as \d+/g, "waiting as PID")
        .replace(/^Duration: .*$/gm, "")
        .split("\n")
        .map((line) => line.trim())
        .filter((line) => line !== "" && !PROGRESS.test(line))
        .sort(); // in which order both streams arrive is chance too
}
