// Dumps to another file system of the VM: a second disk.
import * as assert from "node:assert/strict";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import { asRoot } from "../../support/vmAccess";
import { Sender } from "./sender";

describe("dumps of a VM to a second disk", function () {
    this.timeout(60 * 60_000);
    this.bail(true); // each test goes on from where the one before it ended

    let directory: string;
    let sender: Sender;
    before("start the VM", async () => {
        directory = fs.mkdtempSync(path.join(os.tmpdir(), "kdump-disk-"));
        const disk = path.join(directory, "disk");
        fs.writeFileSync(disk, "");
        fs.truncateSync(disk, 2 ** 30);
        sender = await Sender.start([
            "-drive",
            `file=${disk},if=none,id=second,format=raw,cache=unsafe`,
            "-device",
            "virtio-blk-pci,drive=second",
        ]);
        await asRoot(
            sender.vm,
            'mkfs.ext4 -q /dev/vdb && mkdir /srv/dumps && echo "UUID=$(blkid -o value -s UUID /dev/vdb) /srv/dumps ext4 defaults 0 2" >>/etc/fstab && systemctl daemon-reload && mount /srv/dumps',
        );
    });
    after("end the VM", async () => {
        await sender?.stop();
        fs.rmSync(directory, { recursive: true, force: true });
    });

    it("are written there when it crashes, and found by its drill", async () => {
        sender.declare({ conf: { path: "/srv/dumps/vmcores" } });
        const outputs = await sender.crashed();
        assert.match(outputs.vmcore, /^\/srv\/dumps\/vmcores\/\d+\/dump\.\d+$/);
        assert.equal(await asRoot(sender.vm, `findmnt -no SOURCE -T ${outputs.vmcore}`), "/dev/vdb");
        assert.equal(await asRoot(sender.vm, `sha256sum <${outputs.vmcore}`), `${outputs.sha256}  -`);
        // Beneath the mount point is the first disk: no dump there, whatever kdump-config makes before disks are mounted.
        const beneath =
            "mkdir /mnt/first && mount --bind / /mnt/first && find /mnt/first/srv/dumps -name '*dump.*'";
        assert.equal(await asRoot(sender.vm, `${beneath}; umount /mnt/first`), "");
    });
});
