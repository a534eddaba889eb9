// Dumps to an NFS export of a server at the loopback of the machine that runs the VM.
import * as assert from "node:assert/strict";
import * as crypto from "node:crypto";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import { NfsServer } from "../../support/nfsServer";
import { asRoot } from "../../support/vmAccess";
import { Sender } from "./sender";

describe("dumps of a VM to an NFS export", function () {
    this.timeout(60 * 60_000);
    this.bail(true); // each test goes on from where the one before it ended

    let directory: string;
    let server: NfsServer;
    let sender: Sender;
    before("start the server and the VM", async () => {
        directory = fs.mkdtempSync(path.join(os.tmpdir(), "kdump-nfs-"));
        server = await NfsServer.start(directory);
        sender = await Sender.start();
    });
    after("end both", async () => {
        await sender?.stop();
        await server?.stop();
        fs.rmSync(directory, { recursive: true, force: true });
    });

    const target = { type: "nfs", location: "10.0.2.2:/dumps" };
    const mounts = async () => asRoot(sender.vm, "grep -c ' nfs4\\? ' /proc/mounts || :");

    it("are refused while the host cannot mount one", async () => {
        sender.declare({ conf: { target, path: "/web" } }, { drill: false });
        const result = await sender.stack.up({ limitSeconds: 1200 });
        assert.notEqual(result.code, 0);
        assert.match(result.stdout, /error \[no-nfs\]: .* Install nfs-common/);
        await asRoot(
            sender.vm,
            "DEBIAN_FRONTEND=noninteractive apt-get -q -y install --no-install-recommends nfs-common",
            900,
        );
    });

    it("leave it when it crashes, and are found by its drill", async () => {
        sender.declare({ conf: { target, path: "/web" } });
        const outputs = await sender.crashed();
        assert.match(outputs.vmcore, /^10\.0\.2\.2:\/dumps\/web\/10\.0\.2\.15-\d+\/dump\.\d+$/);
        const file = outputs.vmcore.replace("10.0.2.2:/dumps", server.directory);
        const content = fs.readFileSync(file);
        assert.equal(content.length, outputs.size);
        assert.equal(crypto.createHash("sha256").update(content).digest("hex"), outputs.sha256);
        assert.equal(fs.statSync(file).mode & 0o777, 0o600);
        assert.equal(await mounts(), "0");
        assert.equal(await asRoot(sender.vm, "find /var/crash -name 'dump.*'"), "");
    });

    it("stay when it is destroyed", async () => {
        await sender.destroy();
        assert.equal(fs.readdirSync(path.join(server.directory, "web")).length, 1);
        assert.equal(await mounts(), "0");
    });
});
