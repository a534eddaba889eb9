// The program in Go of the guide, to which the package was added as the guide says: the real engine and Pulumi's language host for
// Go against a real OpenSSH server.
import * as assert from "node:assert/strict";

import { CLI_VERSION } from "../../../tools/pulumi/toolchain/versions";
import { blocksOf } from "../../support/documents";
import { FreshProject } from "../../support/freshProject";
import { languageProject } from "../../support/languageProject";
import { TestHost } from "../host";

describe("a program in Go", function () {
    this.timeout(900_000);

    let host: TestHost;
    let project: FreshProject;

    before(async () => {
        host = await TestHost.start();
        const [text] = blocksOf("docs/guides/languages.md", "go");
        const { host: address, user, port, hostKey, privateKey } = host.sshd.connection;
        const login = `User: pulumi.String("${user}"),\nPort: pulumi.Int(${port}),\n`;
        const program = text
            .replace(/User: .*\n/, login)
            .replace(
                "return nil\n",
                'ctx.Export("userData", kdump.UserDataOutput(ctx, kdump.UserDataOutputArgs{Owner: pulumi.String("web"),\n' +
                    'OwnerStack: pulumi.String(ctx.Organization() + "/" + ctx.Project() + "/" + ctx.Stack())}))\nreturn nil\n',
            );
        project = await languageProject("go", {
            "Pulumi.yaml": "name: crash-ready\nruntime: go\n",
            "go.mod": `module crash-ready\n\ngo 1.25\n\nrequire github.com/pulumi/pulumi/sdk/v3 v${CLI_VERSION}\n`,
            "main.go": program,
        });
        project.logsInWith(privateKey);
        await project.mustRun(
            `go mod tidy\npulumi config set host ${address}\npulumi config set hostKey "${hostKey}"\n` +
                "pulumi config set --secret privateKey <~/.ssh/id_ed25519",
        );
    });
    after(async () => {
        project?.remove();
        await host?.stop();
    });

    it("makes a host ready, has a function, and then nothing is to be done", async () => {
        await project.mustRun("pulumi up --skip-preview");
        const { userData, ...rest } = JSON.parse(await project.mustRun("pulumi stack output --json"));
        assert.deepEqual(rest, { ready: true, reservationSize: 268435456 });
        assert.match(userData, / organization\/crash-ready\/dev\/web /);
        const before = host.sshd.connections();
        await project.mustRun("pulumi preview --expect-no-changes");
        assert.equal(host.sshd.connections(), before + 1, "the host was looked at");
    });
});
