import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

/** A Pulumi CLI that knows the names of one file alone, and whose name server does not answer. */
export class Names {
    readonly program: string;
    private readonly directory = fs.mkdtempSync(path.join(os.tmpdir(), "kdump-names-"));

    /**
     * @param names as in /etc/hosts
     * @param pulumi the CLI
     */
    constructor(names: string, pulumi: string) {
        this.write(names);
        fs.writeFileSync(this.file("resolv.conf"), "nameserver 127.0.0.1\noptions timeout:1 attempts:1\n");
        fs.writeFileSync(this.file("switch"), "hosts: files dns\n");
        this.program = this.file("pulumi");
        const binds = [
            [this.file("hosts"), "/etc/hosts"],
            [this.file("resolv.conf"), "/etc/resolv.conf"],
            [this.file("switch"), "/etc/nsswitch.conf"],
        ].map(([from, to]) => `mount --bind ${from} ${to}`);
        // Mounts of its own, which end with it.
        const user = process.getuid?.() === 0 ? "" : "--map-root-user ";
        const script = `${binds.join(" && ")} && exec ${pulumi} "$@"`;
        fs.writeFileSync(
            this.program,
            `#!/bin/sh\nexec unshare --mount ${user}sh -c '${script}' pulumi "$@"\n`,
            {
                mode: 0o755,
            },
        );
    }

    write(names: string): void {
        fs.writeFileSync(this.file("hosts"), `127.0.0.1 localhost\n${names}`);
    }

    remove(): void {
        fs.rmSync(this.directory, { recursive: true });
    }

    private file(name: string): string {
        return path.join(this.directory, name);
    }
}
