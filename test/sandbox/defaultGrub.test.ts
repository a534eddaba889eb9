import * as assert from "node:assert/strict";

import { ElRoot } from "./elRoot";
import { ok } from "./lifecycle";
import { fails } from "./refusals";
import { SuseRoot } from "./suseRoot";
import { shells, ThrowawayRoot } from "./throwawayRoot";

const file = "etc/default/grub";

/** What a shell that reads the file finds, the two command lines together. */
function words(host: ThrowawayRoot): string[] {
    return host
        .spawn([
            "-c",
            `. "$1"; printf '%s ' "$GRUB_CMDLINE_LINUX" "$GRUB_CMDLINE_LINUX_DEFAULT"`,
            "sh",
            `${host.root}/${file}`,
        ])
        .stdout.split(/\s+/)
        .filter((word) => word !== "");
}

/** Texts of /etc/default/grub, and what EL and SUSE make of each for 256M. */
const texts: Record<string, { before: string; el: string; suse: string }> = {
    "comments behind a value and commented-out lines": {
        before:
            'GRUB_CMDLINE_LINUX_DEFAULT="quiet crashkernel=1M" # it was "crashkernel=2M"\n' +
            'GRUB_CMDLINE_LINUX="a" #crashkernel=3M\n#GRUB_CMDLINE_LINUX="crashkernel=4M"\n',
        el:
            'GRUB_CMDLINE_LINUX_DEFAULT="quiet" # it was "crashkernel=2M"\n' +
            'GRUB_CMDLINE_LINUX="a crashkernel=256M" #crashkernel=3M\n#GRUB_CMDLINE_LINUX="crashkernel=4M"\n',
        suse:
            'GRUB_CMDLINE_LINUX_DEFAULT="quiet crashkernel=256M" # it was "crashkernel=2M"\n' +
            'GRUB_CMDLINE_LINUX="a" #crashkernel=3M\n#GRUB_CMDLINE_LINUX="crashkernel=4M"\n',
    },
    "values over several lines": {
        before:
            'GRUB_CMDLINE_LINUX="a \\\n  crashkernel=1M,high crashkernel=2M,low \\\nb"\t# two\n' +
            "GRUB_CMDLINE_LINUX_DEFAULT='c crashkernel=3M'\nGRUB_TIMEOUT=5 # isn't long\n",
        el:
            'GRUB_CMDLINE_LINUX="a \\\n \\\nb crashkernel=256M"\t# two\n' +
            "GRUB_CMDLINE_LINUX_DEFAULT='c'\nGRUB_TIMEOUT=5 # isn't long\n",
        suse:
            'GRUB_CMDLINE_LINUX="a \\\n  \\\nb"\t# two\n' +
            "GRUB_CMDLINE_LINUX_DEFAULT='c crashkernel=256M'\nGRUB_TIMEOUT=5 # isn't long\n",
    },
    "what only looks like it, in a value of another and in a longer word": {
        before: 'X="\nGRUB_CMDLINE_LINUX=crashkernel=1M\n"\nGRUB_CMDLINE_LINUX_DEFAULT="xcrashkernel=2M"\nGRUB_CMDLINE_LINUX=""',
        el: 'X="\nGRUB_CMDLINE_LINUX=crashkernel=1M\n"\nGRUB_CMDLINE_LINUX_DEFAULT="xcrashkernel=2M"\nGRUB_CMDLINE_LINUX="crashkernel=256M"',
        suse: 'X="\nGRUB_CMDLINE_LINUX=crashkernel=1M\n"\nGRUB_CMDLINE_LINUX_DEFAULT="xcrashkernel=2M crashkernel=256M"\nGRUB_CMDLINE_LINUX=""\n',
    },
};

for (const [name, shell] of Object.entries(shells)) {
    describe(`/etc/default/grub as administrators write it, under ${name}`, function () {
        this.timeout(60000);
        let host: ThrowawayRoot;
        afterEach(() => host.remove());

        for (const [what, { before, el, suse }] of Object.entries(texts)) {
            for (const [family, make, after] of [
                ["el", () => new ElRoot("centos 7", shell).installed(), el],
                ["suse", () => new SuseRoot(shell, { installed: true }), suse],
            ] as [string, () => ThrowawayRoot, string][]) {
                it(`T44: keeps ${what} on ${family}, and gives them back`, () => {
                    host = make();
                    ok(host.install(), "install");
                    host.write(file, before);
                    const other = words(host).filter((word) => !word.startsWith("crashkernel="));
                    ok(host.run("crashkernel", "256M"), "crashkernel");
                    assert.equal(host.read(file), after);
                    assert.deepEqual(words(host).sort(), [...other, "crashkernel=256M"].sort());
                    assert.equal(ok(host.run("crashkernel", "256M"), "again").json.changed, false);
                    ok(host.run("undo", "crashkernel"), "undo");
                    assert.equal(host.read(file), before);
                });
            }
        }

        it("gives back a line that the administrator has spoilt since, but for our word", () => {
            host = new SuseRoot(shell, { installed: true });
            ok(host.install(), "install");
            ok(host.run("crashkernel", "256M"), "crashkernel");
            host.write(file, 'GRUB_CMDLINE_LINUX_DEFAULT="a crashkernel=256M"b # mine\n');
            fails(
                host.run("crashkernel", "320M"),
                "default-grub",
                `DEFAULT="a crashkernel=256M"b # mine' of`,
            );
            ok(host.run("undo", "crashkernel"), "undo");
            assert.equal(host.read(file), 'GRUB_CMDLINE_LINUX_DEFAULT="a"b # mine\n');
        });
    });
}
