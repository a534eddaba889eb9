// Dumps to a DumpServer: another real VM, which the first one reaches at the loopback of the machine that runs both.
import * as assert from "node:assert/strict";

import { startVm, Vm } from "../../../tools/vm/vm";
import { asRoot, connectionTo, say } from "../../support/vmAccess";
import { Sender } from "./sender";

describe("dumps of a VM to a DumpServer", function () {
    this.timeout(60 * 60_000);
    this.bail(true); // each test goes on from where the one before it ended

    let collector: Vm;
    let sender: Sender;
    let user: string;
    let directory: string;
    let server: object;
    before("start both VMs", async () => {
        collector = await startVm({ layer: "booted", memoryMiB: 2048, say, qemuArgs: ["-smp", "1"] });
        sender = await Sender.start();
        await collector.waitForSsh(1500);
        // 10.0.2.2 is that loopback, seen from within a VM.
        server = { connection: connectionTo(collector), address: "10.0.2.2", port: collector.port };
        sender.declare({}, { collector: server });
    });
    after("end both VMs", async () => {
        await sender?.stop();
        await collector?.stop();
    });

    it("leave it when it crashes, and are found by its drill", async () => {
        const outputs = await sender.crashed();
        const [place, file] = outputs.vmcore.split(":");
        user = place.split("@")[0];
        directory = outputs.dumpPath.split(":")[1];
        assert.ok(file.startsWith(`${directory}/10.0.2.15-`), file);
        assert.equal(await asRoot(collector, `sha256sum <${file}`), `${outputs.sha256}  -`);
        assert.equal(await asRoot(collector, `stat -c '%s %U %a' ${file}`), `${outputs.size} ${user} 400`);
        assert.equal(await asRoot(collector, `stat -c '%U %a' ${directory}`), `${user} 700`);
        assert.match(await asRoot(collector, `ls ${file.replace(/[^/]*$/, "")}`), /^dmesg\.\d+$/m);
        assert.equal(await asRoot(sender.vm, "find /var/crash -name 'dump.*'"), "");
    });

    it("are read there, with the debuginfo of the kernel that crashed", async () => {
        sender.declare({}, { collector: server, report: { fetchDebuginfo: true, timeout: 1500 } });
        const boot = await sender.vm.bootId();
        await sender.up();
        assert.equal(await sender.vm.bootId(), boot, "the drill is not repeated");
        const { report, vmcore } = (await sender.stack.outputs()) as Record<string, any>;
        assert.equal(report.vmcore.path, vmcore.split(":")[1]);
        assert.deepEqual([report.panic.kind, report.place.symbol], ["sysrq", "sysrq_handle_crash"]);
        assert.match(report.place.file, /drivers\/tty\/sysrq\.c$/, report.doubts.join());
        assert.ok(report.place.line > 0);
        say(`${report.backtrace.length} frames, ${report.place.file}:${report.place.line}`);
    });

    it("need no private key in Pulumi's state", async () => {
        const key = await asRoot(sender.vm, "sed -n 2p /root/.ssh/pulumi-kdump_ed25519");
        assert.ok(key.length > 40);
        assert.ok(!JSON.stringify(await sender.stack.export()).includes(key));
    });

    it("give their sender nothing else on the server", async () => {
        const asks = (command: string) =>
            sender.vm.ssh(
                `ssh -i /root/.ssh/pulumi-kdump_ed25519 -o BatchMode=yes ${user}@10.0.2.2 '${command}' </dev/null`,
                { user: "root" },
            );
        const dump = (await asRoot(collector, `ls ${directory}/*/dump.*`)).trim();
        for (const command of [
            "id",
            `cat ${dump}`,
            `rm ${dump}`,
            `dd of=${dump}`,
            "dd of=/tmp/x",
            "sh",
            "",
        ]) {
            const { code, stdout, stderr } = await asks(command);
            assert.notEqual(code, 0, command);
            assert.equal(stdout, "", command);
            assert.match(stderr, /kdump-server: refused, because/, command);
        }
        for (const command of [`mv ${dump} ${directory}/x`, `dd of=${dump} bs=1048576 seek=1`]) {
            assert.match(
                (await asks(command)).stderr,
                /kdump-server: refused, because .* is finished/,
                command,
            );
        }
        const login = `-i /root/.ssh/pulumi-kdump_ed25519 -o BatchMode=yes`;
        const place = `${user}@10.0.2.2`;
        await asRoot(sender.vm, "echo 'a kernel log' >/tmp/log");
        for (const command of [
            `echo pwd | sftp -b - ${login} ${place}`,
            `scp ${login} ${place}:${dump} /tmp/x`,
            `scp ${login} /tmp/log ${place}:${dump}`,
            `scp ${login} /tmp/log ${place}:/tmp/log`,
            `ssh ${login} -W 127.0.0.1:22 ${place} </dev/null`,
            `ssh ${login} -N -o ExitOnForwardFailure=yes -R 2200:127.0.0.1:22 ${place}`,
        ]) {
            const { code, stdout } = await sender.vm.ssh(command, { user: "root" });
            assert.notEqual(code, 0, command);
            assert.equal(stdout, "", command);
        }
        // As kdump-tools sends its kernel log.
        const put = await sender.vm.ssh(`scp ${login} /tmp/log ${place}:${directory}/log`, { user: "root" });
        assert.equal(put.code, 0, put.stderr);
        assert.equal(
            await asRoot(collector, `cd ${directory} && cat log && stat -c %a log && rm log`),
            "a kernel log\n400",
        );
        assert.equal(
            await asRoot(collector, `getent passwd ${user} | cut -d : -f 7`),
            "/usr/local/bin/kdump-server",
        );
        assert.notEqual((await asRoot(collector, `stat -c %s ${dump}`)).trim(), "0");
    });

    it("stay when it is destroyed, and nobody gets in any more", async () => {
        const dumps = await asRoot(collector, `find ${directory} -name 'dump.*'`);
        await sender.destroy();
        assert.equal(await asRoot(collector, `find ${directory} -name 'dump.*'`), dumps);
        assert.equal(await asRoot(collector, `stat -c '%U %a' ${directory}`), "root 700");
        assert.equal(await asRoot(collector, `getent passwd ${user} || echo none`), "none");
        assert.equal(
            await asRoot(
                collector,
                "ls -d /usr/local/bin/kdump-server /var/lib/pulumi-kdump-* 2>/dev/null || echo none",
            ),
            "none",
        );
        assert.equal(await asRoot(sender.vm, "grep -s pulumi-kdump /root/.ssh/* || echo none"), "none");
        assert.equal(await asRoot(sender.vm, "ls /root/.ssh"), "authorized_keys");
    });
});
