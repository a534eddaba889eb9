// npx pulumi-kdump: what it says, and its exit statuses.
import * as assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import { predictReservation } from "../../src";
import { commandLine } from "../../src/cli/commandLine";
import { findingsOf } from "../../src/vmcore/findings";
import { reportHtml } from "../../src/vmcore/render/html";
import { reportDocument } from "../../src/vmcore/render/json";
import { reportMarkdown } from "../../src/vmcore/render/markdown";
import { checkout } from "../../tools/dev/checkout";
import { blocksOf, textOf } from "../support/documents";
import { recordedKinds, recordedReport, vmcoreFixtures, vmcoreText } from "../support/vmcoreFixtures";

const directory = fs.mkdtempSync(path.join(os.tmpdir(), "kdump-cli-"));
after(() => fs.rmSync(directory, { recursive: true }));

/** Puts a text into a file and returns its name. */
function file(name: string, text: string): string {
    const full = path.join(directory, name);
    fs.writeFileSync(full, text);
    return full;
}

/** The words of a line, as a shell splits it. */
function wordsOf(line: string): string[] {
    return execFileSync("sh", ["-c", `printf '%s\\0' ${line}`], { encoding: "utf8" })
        .split("\0")
        .slice(0, -1);
}

const json = (...words: string[]) => JSON.parse(commandLine([...words, "--json"]).stdout) as any;

describe("pulumi-kdump", () => {
    it("shows what there is, and says 2 where nothing is asked for", () => {
        const { status, stdout } = commandLine(["--help"]);
        assert.equal(status, 0);
        for (const name of ["predict", "validate", "report", "groups"])
            assert.match(stdout, new RegExp(`^  ${name} `, "m"));
        assert.deepEqual(commandLine([]), { status: 2, stdout: "", stderr: stdout });
        assert.match(commandLine(["predcit"]).stderr, /^"predcit" is not a command\./);
        assert.equal(commandLine(["constructor"]).status, 2);
    });

    it("says its version", () => {
        const { version } = JSON.parse(textOf("package.json")) as { version: string };
        assert.equal(commandLine(["--version"]).stdout, `${version}\n`);
    });

    for (const name of ["predict", "validate", "report", "groups"]) {
        it(`${name} has help that names its options and exit statuses`, () => {
            const { status, stdout } = commandLine([name, "--help"]);
            assert.equal(status, 0);
            assert.match(stdout, new RegExp(`^pulumi-kdump ${name} `));
            assert.match(stdout, /--json/);
            assert.match(stdout, /^Exit status: 0 .*, 1 .*, 2 .*\.$/m);
            assert.ok(stdout.split("\n").every((line) => line.length <= 130));
        });

        it(`${name} says 2 for an option that it has not`, () => {
            const { status, stdout, stderr } = commandLine([name, "--jsno"]);
            assert.deepEqual([status, stdout], [2, ""]);
            assert.match(stderr, /'--jsno'.*\nTry: pulumi-kdump \w+ --help\n$/);
        });
    }

    it("is a program that ends well when nobody reads on", () => {
        const source = path.join(checkout, "src", "cli", "main.ts");
        const log = path.join(vmcoreFixtures, "recorded", "sysrq", "log");
        const line = `'${process.execPath}' -r ts-node/register/transpile-only '${source}' report '${log}' --html | head -c 1`;
        const { status, stdout, stderr } = spawnSync("bash", ["-o", "pipefail", "-c", line], {
            cwd: checkout,
            encoding: "utf8",
        });
        assert.deepEqual([status, stdout, stderr], [0, "<", ""]);
    });
});

describe("pulumi-kdump predict", () => {
    it("answers what predictReservation does", () => {
        for (const [value, memory, bytes] of [
            ["256M", "4G", 4 * 2 ** 30],
            ["512M,high 128M,low", "64G", 64 * 2 ** 30],
            ["2G-:192M", "1G", 2 ** 30],
        ] as const) {
            for (const arch of ["x86_64", "aarch64"]) {
                const {
                    warnings,
                    crashkernel,
                    memoryBytes,
                    arch: of,
                    ...reservation
                } = json(...["predict", value, "--memory", memory, "--arch", arch]);
                assert.deepEqual([warnings, crashkernel, memoryBytes, of], [[], value, bytes, arch]);
                assert.deepEqual(reservation, predictReservation(value, bytes, { arch }));
            }
        }
    });

    it("goes by the kernel's release", () => {
        const ask = (kernel: string) => json("predict", "256M 64M,cma", "--memory", "4G", "--kernel", kernel);
        assert.equal(ask("6.1.0-37-cloud-amd64").cmaBytes, undefined);
        assert.equal(ask("6.17.0").cmaBytes, 64 * 2 ** 20);
    });

    it("takes several arguments as a kernel's command line has them", () => {
        const apart = json("predict", "512M,high", "128M,low", "--memory", "64G");
        assert.equal(apart.bytes, json("predict", "512M,high 128M,low", "--memory", "64G").bytes);
    });

    it("says 1 where nothing is reserved, or a Kdump refuses", () => {
        assert.equal(commandLine(["predict", "256M", "--memory", "4G"]).status, 0);
        assert.equal(commandLine(["predict", "2G-:192M", "--memory", "1G"]).status, 1);
        const refused = commandLine(["predict", "2G-8G:192MB", "--memory", "4G"]);
        assert.equal(refused.status, 1);
        assert.match(
            refused.stdout,
            /reserves 192 MiB of 4 GiB\.\nA Kdump refuses it: At column 10 of "2G-8G:192MB"/,
        );
    });

    for (const [words, sentence] of [
        [["256M"], /^The machine's memory is missing; give it as --memory 4G\./],
        [["256M", "--memory", "4"], /^--memory cannot be used: in "4" "4" has no unit.* Allowed are/],
        [["256M", "--memory", "0"], /^--memory cannot be used: "0" is not an amount of memory\./],
        [["--memory", "4G"], /^There is no value; give one, such as 256M, or a distribution as --os\./],
        [["256M", "--memory", "4G", "--os", "rocky:9.4"], /^A value and --os are given;/],
        [["--memory", "4G", "--os", "plan9"], /^"plan9 " is not a supported distribution; .* rocky:9\.4\./],
        [["--memory", "4G", "--os", "sles:15.6"], /^sles 15\.6 has no value of its own for x86_64;/],
        [["256M", "--memory", "4G", "--arch", "vax"], /^The architecture "vax" is not one of/],
    ] as [string[], RegExp][]) {
        it(`refuses ${words.join(" ")}`, () => {
            const { status, stdout, stderr } = commandLine(["predict", ...words]);
            assert.deepEqual([status, stdout], [2, ""]);
            assert.match(stderr, sentence);
        });
    }
});

describe("pulumi-kdump validate", () => {
    it("finds nothing wrong with what is right", () => {
        const right = file(
            "right.conf",
            "# as it comes\r\n\r\npath /var/crash\r\ncore_collector makedumpfile -l -d 31\n",
        );
        assert.deepEqual(commandLine(["validate", right]), {
            status: 0,
            stdout: `${right}: nothing is wrong.\n`,
            stderr: "",
        });
        assert.deepEqual(json("validate", right), []);
    });

    it("names each mistake by its line", () => {
        const wrong = file("wrong.conf", "path /\n\npath /var/crash\nextra_modules e1000e\nfoo bar\n");
        const lines = json("validate", wrong, "--os", "sles:15.6").map(({ line }: { line: number }) => line);
        assert.deepEqual(lines, [1, 3, 4, 5]);
        const { status, stdout } = commandLine(["validate", wrong]);
        assert.equal(status, 1);
        assert.match(stdout, new RegExp(`^${wrong}:5: "foo" is not a directive of kdump\\.conf;`, "m"));
    });

    it("says 2 for a file that is not there, and for more than one", () => {
        assert.match(commandLine(["validate", "/nowhere"]).stderr, /^\/nowhere cannot be read: ENOENT/);
        assert.match(commandLine(["validate", "a", "b"]).stderr, /^"a b" is given as the file; give one\./);
        assert.match(commandLine(["validate"]).stderr, /^Nothing is given as the file; give one\./);
        assert.equal(commandLine(["validate", "a", "--os", "plan9:4"]).status, 2);
    });
});

describe("pulumi-kdump report", () => {
    for (const kind of recordedKinds) {
        const part = (name: string) => vmcoreText(`recorded/${kind}/${name}`);
        const session = ["sys", "set", "bt-l", "sym", "mod", "log"].map(part).join("\n");

        it(`finds in a session what a VmcoreReport finds in the same texts (${kind})`, () => {
            const found = json("report", file(`${kind}.txt`, session));
            const { panic, place, backtrace, log, header } = findingsOf(recordedReport(kind));
            assert.deepEqual(found.panic, panic);
            assert.deepEqual(found.place, JSON.parse(JSON.stringify(place)));
            assert.deepEqual(found.backtrace, JSON.parse(JSON.stringify(backtrace)));
            assert.deepEqual(found.log, log);
            // crash warns where it stands, also between a stack and a list of modules.
            assert.deepEqual({ ...found.header, doubts: header.doubts }, JSON.parse(JSON.stringify(header)));
        });
    }

    it("is the same of what kdump-host answered, in each form", () => {
        const raw = recordedReport("null-pointer");
        const answer = file(
            "answer.json",
            JSON.stringify({ schema: 1, step: "report", changed: false, ...raw }),
        );
        const findings = findingsOf(raw);
        assert.equal(commandLine(["report", answer, "--html"]).stdout.trim(), reportHtml(findings).trim());
        assert.equal(
            commandLine(["report", answer, "--markdown"]).stdout.trim(),
            reportMarkdown(findings).trim(),
        );
        assert.deepEqual(json("report", answer), JSON.parse(JSON.stringify(reportDocument(findings))));
    });

    it("is made of a kernel log alone, and claims nothing of a dump", () => {
        const log = path.join(vmcoreFixtures, "recorded", "null-pointer", "log");
        const { status, stdout } = commandLine(["report", log]);
        assert.equal(status, 0);
        assert.match(stdout, /followed a null pointer, in faults_null\(\) of the module faults\./);
        assert.doesNotMatch(stdout, /^Dump|0 bytes/m);
    });

    it("says 1 where nothing of a crash is", () => {
        const { status, stdout } = commandLine(["report", file("nothing.txt", "hello\n")]);
        assert.equal(status, 1);
        assert.match(stdout, /: neither crash's output nor a kernel log is in it\.\n$/);
    });

    it("says 2 for another answer than a report's, and for two forms", () => {
        const answer = file("status.json", '{"schema":1,"step":"status","changed":false}');
        assert.equal(commandLine(["report", answer]).status, 2);
        assert.match(
            commandLine(["report", answer, "--html", "--json"]).stderr,
            /^More than one form is asked for;/,
        );
    });
});

/** The commands of the guide with what it says that they print, where … stands for anything. */
const shown = blocksOf("docs/guides/command-line.md", "")
    .flatMap((block) => block.split(/^\$ /m).slice(1))
    .map((each) => each.split(/\n([^]*)/, 2));

describe("docs/guides/command-line.md", () => {
    for (const [command, printed] of shown) {
        it(`says what is printed by ${command}`, () => {
            const [, input, line] = /^(?:(.*) \| )?npx pulumi-kdump (.*)$/.exec(command) ?? [];
            const words = wordsOf(line).map((word) =>
                word === "-" ? file("input", execFileSync("sh", ["-c", input], { encoding: "utf8" })) : word,
            );
            const { stdout } = commandLine(words);
            const parts = printed.trim().split("…");
            const wanted = parts.map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("[^]*");
            const named = stdout.replaceAll(path.join(directory, "input"), "standard input");
            assert.match(named.trim(), new RegExp(`^${wanted}$`));
        });
    }

    it("has such commands", () => assert.equal(shown.length, 4));
});
