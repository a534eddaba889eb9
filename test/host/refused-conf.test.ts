import * as fs from "node:fs";
import * as path from "node:path";

import { Refusals, fails } from "./refusals";

describe("dump configurations that the host program refuses", function () {
    this.timeout(30000);
    const here = new Refusals();

    describe("conf", () => {
        const cases: Record<string, string[]> = {
            "path crash": ["The line 'path crash' cannot be used: a path starts with /"],
            "path /": ["names a directory"],
            "path /var/my crash": ["a path must not hold blanks"],
            "path /var/crash\nUSE_KDUMP=0": ["'path /var/crash USE_KDUMP=0'", "a line break"],
            "path /var/../etc": ["must not hold . or .. or //"],
            "path /etc/os-release": ["/etc/os-release is there, and is not a directory"],
            "path /etc/os-release/x": ["/etc/os-release is there, and is not a directory"],
            "path /var/$(id)": ["cannot be passed on unchanged"],
            "path /var/cr*sh": ["only letters, digits"],
            "core_collector cp --sparse": ["the core collector has to be makedumpfile"],
            "core_collector makedumpfilex -d 31": ["has to be makedumpfile"],
            "core_collector makedumpfile -d 31; reboot": ["only letters, digits"],
            "core_collector makedumpfile -d '31'": ["cannot be passed on unchanged"],
            "keep -1": ["keep wants a number, 0 for all"],
            "keep ": ["keep wants a number"],
            "compression zip": ["compression wants gzip, bzip2, lz4 or xz"],
            'commandline_append a="b"': ["cannot be passed on unchanged"],
            "sysctl kernel.panic": ["sysctl wants NAME=NUMBER"],
            "sysctl kernel.panic=": ["sysctl wants NAME=NUMBER"],
            "sysctl kernel.panic=1;reboot": ["sysctl wants NAME=NUMBER"],
            "sysctl ../../etc/x=1": ["sysctl wants NAME=NUMBER"],
            "sysctl kernel.no_such=1": ["this kernel has no sysctl kernel.no_such"],
            "nfs server:/x": ["a line is one of: path DIR, core_collector makedumpfile ARGS, keep N"],
            path: ["a line is one of"],
            "": ["The line '' cannot be used"],
        };
        for (const [line, parts] of Object.entries(cases)) {
            it(JSON.stringify(line), () => {
                here.prepared();
                here.refused(() => here.host.run("conf", "keep 3", line), "conf-line", parts);
            });
        }

        it("a compression whose program is not there", () => {
            here.prepared();
            const bin = path.join(here.host.base, "bin");
            fs.mkdirSync(bin);
            for (const name of ["cat", "tr", "flock", "df", "tail", "grep", "rm", "uname", "dash"]) {
                fs.symlinkSync(`/usr/bin/${name}`, path.join(bin, name));
            }
            here.host.env.PATH = bin;
            here.refused(() => here.host.run("conf", "compression lz4"), "conf-line", [
                "the program lz4 is not installed",
            ]);
        });

        for (const text of [
            "KDUMP_COREDIR='/var\n",
            "if true; then\n",
            "echo $(\n",
            "exit 3\n",
            "# BEGIN pulumi-kdump\n",
            'USE_KDUMP="1\n',
        ]) {
            it(`an administrator's file that does not carry it: ${JSON.stringify(text)}`, () => {
                here.prepared();
                const good = here.host.read("etc/default/kdump-tools");
                here.host.write("etc/default/kdump-tools", text);
                here.refused(
                    () => here.host.run("conf", "keep 3"),
                    "conf-file",
                    ["/etc/default/kdump-tools"],
                    () => here.host.write("etc/default/kdump-tools", good),
                );
            });
        }
    });

    it("a dump directory that is none", () => {
        here.prepared();
        fs.rmSync(path.join(here.host.root, "var/crash"), { recursive: true });
        here.host.write("var/crash", "file");
        here.refused(
            () => here.host.run("service", "x"),
            "dump-path",
            ["The dump directory /var/crash is there, and is not a directory."],
            () => fs.rmSync(path.join(here.host.root, "var/crash")),
        );
    });

    it("a masked unit, and one that is not there", () => {
        here.prepared();
        here.host.set("units/kdump-tools.service", "masked inactive\n");
        fails(here.host.run("service", "x"), "unit-masked", "systemctl unmask kdump-tools.service");
        here.host.unset("units/kdump-tools.service");
        fails(here.host.run("service", "x"), "unit", "systemctl enable failed");
    });
});
