// A program in Python, to which the package was added as the guide says: the real engine and Pulumi's language host for Python
// against a real OpenSSH server.
import * as assert from "node:assert/strict";

import { blocksOf, textOf } from "../../support/documents";
import { FreshProject } from "../../support/freshProject";
import { languageProject } from "../../support/languageProject";
import { TestHost } from "../host";

const guide = "docs/guides/languages.md";

describe("a program in Python", function () {
    this.timeout(900_000);

    let host: TestHost;
    let project: FreshProject;

    /** The example, with the login of this server. */
    const example = () => {
        const { user, port } = host.sshd.connection;
        const text = textOf("examples/python/__main__.py");
        const own = text.replace('"user": "admin",', `"user": "${user}", "port": ${port},`);
        assert.notEqual(own, text);
        return own;
    };
    /** Runs the CLI in the project's own virtual environment. */
    const pulumi = (line: string) => project.sh(`. venv/bin/activate\npulumi ${line}`);
    const outputs = async () => JSON.parse(await project.mustRun("pulumi stack output --json"));

    before(async () => {
        host = await TestHost.start();
        const files = ["Pulumi.yaml", "requirements.txt"].map((file) => [
            file,
            textOf(`examples/python/${file}`),
        ]);
        project = await languageProject("python", { ...Object.fromEntries(files), "__main__.py": example() });
        const { host: address, hostKey, privateKey } = host.sshd.connection;
        project.logsInWith(privateKey);
        await project.mustRun(
            `pulumi config set host ${address}\npulumi config set hostKey "${hostKey}"\n` +
                "pulumi config set --secret privateKey <~/.ssh/id_ed25519",
        );
    });
    after(async () => {
        project?.remove();
        await host?.stop();
    });

    it("makes a host ready, as the example stands, and then nothing is to be done", async () => {
        const up = await pulumi("up --skip-preview");
        assert.equal(up.code, 0, up.stdout + up.stderr);
        assert.deepEqual(await outputs(), { ready: true, reason: "", reservationSize: 268435456 });
        const before = host.sshd.connections();
        const again = await pulumi("preview --expect-no-changes");
        assert.equal(again.code, 0, again.stdout + again.stderr);
        assert.equal(host.sshd.connections(), before + 1, "the host was looked at");
    });

    it("gets a sentence for each wrong argument, with its property", async () => {
        project.write({ "__main__.py": example().replace('"256M"', '"banana"') });
        const { code, stdout } = await pulumi("preview");
        assert.notEqual(code, 0);
        assert.match(stdout, /crashkernel[^\n]*"banana"/);
    });

    it("has the functions, as the guide writes them, and a sentence for what is wrong with their arguments", async () => {
        const [program] = blocksOf(guide, "python");
        const facts = `
settings = pulumi.Config()
connection = {
    "host": settings.require("host"), "user": "${host.sshd.connection.user}", "port": ${host.sshd.connection.port},
    "private_key": settings.require_secret("privateKey"), "host_key": settings.require("hostKey"),
}
facts = kdump.read_host_output(connection=connection)
pulumi.export("kept", facts.ready)
pulumi.export("ready", pulumi.Output.unsecret(facts.ready))
machine = {"type": {
    "instance_type": "t3.small", "hypervisor": "nitro", "memory_size": 2048, "supported_architectures": ["x86_64"],
}}
pulumi.export("memory", kdump.on_ec2_output(machine=machine, crashkernel="256M").memory)
pulumi.export("script", kdump.boot_script_output(conf={"path": "/srv/dumps", "core_collector": "makedumpfile -l"}))
`;
        project.write({ "__main__.py": program + facts });
        const up = await pulumi("up --skip-preview");
        assert.equal(up.code, 0, up.stdout + up.stderr);
        const { userData, script, ...rest } = await outputs();
        assert.deepEqual(rest, { kept: "[secret]", ready: true, memory: "2G" });
        assert.match(userData, /^MIME-Version: 1\.0$/m);
        assert.match(userData, / organization\/crash-ready\/dev\/web /);
        assert.match(script, /core_collector makedumpfile -l/);

        project.write({ "__main__.py": program.replace('"256M"', '"banana"') });
        const wrong = await pulumi("preview");
        assert.notEqual(wrong.code, 0);
        assert.match(wrong.stdout, /"banana" is not a crashkernel value[^\n]*\(crashkernel\)/);
    });
});
