import * as assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import * as crypto from "node:crypto";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import { generate, write } from "../../tools/data/generate";
import { modelOf, readFiles } from "../../tools/data/model";
import { layoutOf, simulatedReleases } from "../simulated/releases";
import { ElRoot, releases } from "./elRoot";
import { fails } from "./refusals";
import { ThrowawayRoot } from "./throwawayRoot";

const repository = path.join(__dirname, "..", "..");

/** A release that does not exist, as one row of data/releases.json. */
const row = {
    id: "almalinux",
    versions: ["11.*"],
    generation: "10",
    recommended: "el10",
    simulated: [
        {
            name: "AlmaLinux 11",
            versionId: "11.0",
            prettyName: "AlmaLinux 11.0 (Made Up)",
            kernel: "7.0.0-1.el11.x86_64",
            olderKernel: "7.0.0-0.el11.x86_64",
            kdump: "1.0.60-1.el11",
            el: { boot: "bls", manager: "dnf", vendor: "almalinux", kdumpPackage: "kdump-utils" },
        },
    ],
};

describe("a new release, which is one row of data/releases.json", function () {
    this.timeout(120_000);
    let checkout: string;
    let model: ReturnType<typeof modelOf>;

    /** A checkout with what is made from data/ and that row. */
    before(async () => {
        checkout = fs.mkdtempSync(path.join(os.tmpdir(), "kdump-release-"));
        for (const part of ["host", "src", "package.json", "tsconfig.json"]) {
            fs.cpSync(path.join(repository, part), path.join(checkout, part), { recursive: true });
        }
        fs.symlinkSync(path.join(repository, "node_modules"), path.join(checkout, "node_modules"));
        const files = readFiles();
        files.releases.releases.push(row);
        model = modelOf(files);
        write(await generate(files), checkout);
    });
    after(() => fs.rmSync(checkout, { recursive: true }));

    /** What the plan of that checkout says. */
    function plan(expression: string): unknown {
        const script = `const kdump = require("./src"); console.log(JSON.stringify(${expression} ?? null));`;
        const env = { ...process.env, TS_NODE_TRANSPILE_ONLY: "true", TS_NODE_PROJECT: "tsconfig.json" };
        const words = ["-r", "ts-node/register", "-e", script];
        return JSON.parse(execFileSync(process.execPath, words, { cwd: checkout, env, encoding: "utf8" }));
    }

    /** The program of that checkout is put on a host. */
    function install(host: ThrowawayRoot) {
        const program = execFileSync("sh", [path.join(checkout, "host", "assemble.sh")]);
        fs.writeFileSync(host.programFile, program);
        const digest = crypto.createHash("sha256").update(program).digest("hex");
        return host.spawn([host.programFile, "install", digest]);
    }

    it("is known to the plan: its rules, its crashkernel value, and what it refuses", () => {
        const release = '{ id: "almalinux", versionId: "11.0" }';
        assert.deepEqual(
            plan(`kdump.recommendedCrashkernel(${release}, "x86_64")?.value`),
            "2G-64G:256M,64G-:512M",
        );
        assert.deepEqual(plan(`kdump.validateKdumpConf({ finalAction: "halt" }, ${release})`), []);
        assert.deepEqual(plan(`kdump.validateKdumpConf({ compression: "gzip" }, ${release})`), [
            {
                propertyPath: "compression",
                reason: "compression is not possible on AlmaLinux 11: makedumpfile itself compresses; use coreCollector makedumpfile with -c, -l, -p or -z.",
            },
        ]);
        const problem = plan(`require("./src/distribution/distribution").osProblem(${release})`);
        assert.equal(problem, null);
    });

    it("is known to the host: from install to a configuration that is written, and one that is refused", () => {
        const host = new ElRoot({
            ...releases["almalinux 10.0"],
            versionId: "11.0",
            name: "AlmaLinux 11.0",
        }).installed();
        try {
            fails(host.install(), "unsupported", "AlmaLinux 11.0 is not supported");
            const installed = install(host);
            assert.equal(installed.status, 0, installed.stderr);
            const crashkernel = host.run("crashkernel", "recommended");
            assert.equal(crashkernel.status, 0, crashkernel.stderr);
            assert.equal(JSON.parse(crashkernel.stdout).crashkernel, "2G-64G:256M,64G-:512M");
            const conf = host.run("conf", "path /var/dumps", "final_action halt");
            assert.equal(conf.status, 0, conf.stderr);
            assert.equal(host.directives().final_action, "halt");
            fails(
                host.run("conf", "compression gzip"),
                "conf-family",
                "compression is not possible on AlmaLinux 11.0",
            );
        } finally {
            host.remove();
        }
    });

    it("is among those that the program says it knows", () => {
        const host = new ElRoot({ ...releases["almalinux 10.0"], versionId: "12.0" });
        try {
            fails(install(host), "unsupported", "AlmaLinux 8 to 11, Rocky Linux 8 to 10");
        } finally {
            host.remove();
        }
    });

    it("is simulated, as its row says", () => {
        const made = simulatedReleases(model).find(({ name }) => name === "AlmaLinux 11");
        assert.ok(made !== undefined);
        assert.ok(layoutOf(made).packages.length > 0);
    });

    it("stands in the documents", () => {
        const text = fs.readFileSync(path.join(checkout, "docs/reference/distributions.md"), "utf8");
        assert.match(
            text,
            /^\| AlmaLinux 11 \| `almalinux` \| `11\.\*` \| .* \| \[el10\]\(#el10\) \| simulated host \|$/m,
        );
    });
});
