import { Programs } from "../tools/dev/hostPackages";
import { closeFaults } from "./faults/reliability";

/** Tests that have a word of their own on the command line and a row in the table of results. */
export interface Suite {
    /** The folder below test/ whose files it has: those that end in .test.ts, without folders in it. */
    folder?: string;
    /** In place of files: programs of npm packages with their arguments. Each that ends well counts as a passed test. */
    commands?: [string, ...string[]][];
    /** What it needs that npm does not bring. */
    programs?: Programs;
    /** It runs the Pulumi programs, which may have to be built first. */
    engine?: boolean;
    /** It is one of what `npm test` runs. */
    everyday?: boolean;
    /** Its files are quick, and share a process with others. */
    together?: boolean;
    /** It keeps two cores busy by itself, and wants to be seen as it goes. */
    watched?: boolean;
    /** It takes long, and what it says is shown as it comes, though two of its files run side by side. */
    shown?: boolean;
    /** What is said of it when all of it has been run. */
    close?: (say: (line: string) => void) => void;
}

const shells: Programs = { dash: "dash", bash: "bash", busybox: "busybox" };

const tracing: Programs = {
    ...shells,
    cc: "gcc",
    "/usr/include/unistd.h": "libc6-dev",
    "/usr/include/linux/seccomp.h": "linux-libc-dev",
    sshd: "openssh-server",
    ssh: "openssh-client",
    "ssh-keygen": "openssh-client",
    "grub-script-check": "grub-common",
};

const simulating: Programs = {
    ...shells,
    "dpkg-deb": "dpkg",
    "apt-ftparchive": "apt-utils",
    rpm: "rpm",
    rpmbuild: "rpm",
    rpmsign: "rpm",
    dnf: "dnf",
    zypper: "zypper",
    createrepo_c: "createrepo-c",
    "grub-mkconfig": "grub-common",
    "update-grub": "grub2-common",
    makedumpfile: "makedumpfile",
    gpg: "gpg",
};

/** All suites. The longest of every day come first, so that none is left over at the end. */
export const suites: Record<string, Suite> = {
    engine: { folder: "engine", everyday: true, engine: true, programs: { sshd: "openssh-server" } },
    conformance: {
        folder: "engine/conformance",
        everyday: true,
        engine: true,
        programs: { sshd: "openssh-server", "ssh-keygen": "openssh-client" },
    },
    examples: {
        folder: "examples",
        everyday: true,
        engine: true,
        programs: { "ssh-keygen": "openssh-client" },
    },
    languages: {
        folder: "engine/languages",
        shown: true,
        engine: true,
        programs: { sshd: "openssh-server", python3: "python3-venv" },
    },
    clouds: {
        folder: "examples/cloud",
        shown: true,
        engine: true,
        programs: { "ssh-keygen": "openssh-client" },
    },
    sandbox: {
        folder: "sandbox",
        everyday: true,
        programs: {
            ...shells,
            curl: "curl",
            "ssh-keygen": "openssh-client",
            shellcheck: "shellcheck",
            strace: "strace",
            bwrap: "bubblewrap",
            crash: "crash",
            bzip2: "bzip2",
            xz: "xz-utils",
            lz4: "lz4",
            sshd: "openssh-server",
            sftp: "openssh-client",
            pgrep: "procps",
            rpm: "rpm",
            rpmbuild: "rpm",
            rpmsign: "rpm",
            gpg: "gpg",
            unshare: "util-linux",
        },
    },
    types: {
        everyday: true,
        commands: [
            ["tsc", "-p", "."],
            ["tsc", "-p", "policy"],
        ],
    },
    lint: {
        everyday: true,
        commands: [["eslint", "."], ["prettier", "--check", "--log-level", "warn", "."], ["knip"]],
    },
    page: {
        folder: "page",
        everyday: true,
        programs: { "chromium-headless-shell": "chromium-headless-shell" },
    },
    unit: {
        folder: "unit",
        everyday: true,
        together: true,
        programs: { ...shells, python3: "python3", "ssh-keygen": "openssh-client", sshd: "openssh-server" },
    },
    hostile: { folder: "unit/hostile", everyday: true },
    store: { folder: "store", programs: { ...shells, curl: "curl", strace: "strace" } },
    killed: { folder: "sandbox/killed", programs: { ...shells, strace: "strace" } },
    simulated: { folder: "simulated", watched: true, programs: simulating },
    faults: {
        folder: "faults",
        shown: true,
        engine: true,
        programs: { ...tracing, ...simulating },
        close: closeFaults,
    },
    cuts: { folder: "faults/slice", everyday: true, programs: tracing },
    boot: { folder: "vm/boot", watched: true, programs: shells },
    vm: { folder: "vm/life", watched: true, engine: true },
    born: { folder: "vm/born", watched: true, engine: true },
    power: { folder: "vm/power", watched: true, engine: true },
    crash: { folder: "vm/crash", watched: true, engine: true },
    targets: {
        folder: "vm/targets",
        watched: true,
        engine: true,
        programs: {
            "ganesha.nfsd": "nfs-ganesha",
            "/usr/lib/x86_64-linux-gnu/ganesha/libfsalvfs.so": "nfs-ganesha-vfs",
        },
    },
    releases: { folder: "vm/releases", watched: true, engine: true },
};
