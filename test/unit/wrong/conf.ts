// Configurations that are refused, by the sentence they are refused with.
import { Group } from "./group";

const quoted = (value: unknown) => JSON.stringify(value);
const onlyPlain = (value: unknown, character: string) =>
    `${quoted(value)} contains ${quoted(character)}; only letters, digits, blanks and . _ / : , @ % + = - are allowed here.`;
const notFile = (value: unknown) =>
    `${quoted(value)} is not the full path of a file; begin it with "/", without blanks and without "..".`;
const collector = (options: string) => `makedumpfile ${options}`;

export const conf: Group[] = [
    {
        property: "conf.path",
        values: ["var/crash", "", "./crash", "~/crash", "crash", "C:/crash"],
        sentence: (value) => `"${value}" is not an absolute path; begin it with "/", such as "/var/crash".`,
    },
    {
        property: "conf.path",
        values: ["/var/my crash", "/var/crash\nFTP=evil", "/var/crash\t", "/var/crash "],
        sentence: (value) =>
            `${quoted(value)} contains a blank or a line break, which kdump's configuration files cannot carry; choose a path without.`,
    },
    {
        property: "conf.path",
        values: [
            "/var/$(reboot)",
            "/var/`id`",
            '/var/"x"',
            "/var/a;b",
            "/var/a&b",
            "/var/cr*sh",
            "/var/müll",
        ],
        sentence: (value) =>
            `"${value}" has a character that kdump's configuration files cannot carry; use letters, digits and . _ / : @ % + -.`,
    },
    {
        property: "conf.path",
        values: ["/var/../etc", "/..", "/var/crash/.."],
        sentence: (value) =>
            `"${value}" contains "..", so that nobody can tell where dumps go; write the path out.`,
    },
    {
        property: "conf.path",
        values: ["/", "//"],
        sentence: (value) =>
            `"${value}" is the root directory; give dumps a directory of their own, such as "/var/crash".`,
    },
    {
        property: "conf.coreCollector",
        values: ["tar -c", "makedumpfilex -d 31", "bin/collect", "gzip"],
        sentence: (value) =>
            `"${value}" does not begin with makedumpfile; write "makedumpfile" and its options, or cp, scp, dd, or the full path of a program of your own.`,
    },
    ...["; reboot", "$(id)", "`id`", "'31'", '"31"', "| gzip", "> /dev/sda", "\n-d 31"].map((end) => ({
        property: "conf.coreCollector",
        values: [collector(`-d 31 ${end}`)],
        sentence: (value: unknown) => onlyPlain(value, /[^ A-Za-z0-9_./:,@%+=-]/.exec(end)?.[0] ?? ""),
    })),
    ...["32", "99", "-1", "x", "1,32", "1,,2", "3.1"].map((level) => ({
        property: "conf.coreCollector",
        values: [collector(`-l -d ${level}`)],
        sentence: () => `makedumpfile's dump level -d is ${level}; it has to be a number from 0 to 31.`,
    })),
    {
        property: "conf.coreCollector",
        values: [collector("-d"), collector("-c -d")],
        sentence: () => "makedumpfile's dump level -d is missing; it has to be a number from 0 to 31.",
    },
    {
        property: "conf.coreCollector",
        values: [collector("--message-level 32"), collector("--message-level=32 -d 31")],
        sentence: () => "makedumpfile's --message-level is 32; it has to be a number from 0 to 31.",
    },
    {
        property: "conf.coreCollector",
        values: [collector("--num-threads many"), collector("-d 31 --num-threads=many")],
        sentence: () => "makedumpfile's --num-threads wants a whole number, and has many.",
    },
    {
        property: "conf.coreCollector",
        values: [collector("-c -l -d 31"), collector("-l -c")],
        sentence: () => "makedumpfile takes one compression, and -c and -l are given; choose one.",
    },
    {
        property: "conf.coreCollector",
        values: [collector("-p -z")],
        sentence: () => "makedumpfile takes one compression, and -p and -z are given; choose one.",
    },
    {
        property: "conf.coreCollector",
        values: [collector("-E -c")],
        sentence: () => "makedumpfile does not compress an ELF dump; take out -E or -c.",
    },
    {
        property: "conf.coreCollector",
        values: [collector("-l -d 31 -l")],
        sentence: () => "makedumpfile's -l is given twice; once is enough.",
    },
    ...[
        "-R",
        "-v",
        "-h",
        "--help",
        "--dump-dmesg",
        "--split",
        "--reassemble",
        "--mem-usage",
        "-g",
        "--dry-run",
    ].map((option) => ({
        property: "conf.coreCollector",
        values: [collector(option), collector(`-d 31 ${option}`)],
        sentence: () => `makedumpfile's ${option} does not write a dump; take it out.`,
    })),
    {
        property: "conf.coreCollector",
        values: [collector("-F"), collector("-F -c -d 31"), collector("-lFd31"), collector("-d 1 -F")],
        sentence: () =>
            "makedumpfile's -F writes a stream, which only an ssh or raw target takes; take it out (Debian and SUSE put it there by themselves).",
    },
    {
        property: "conf.coreCollector",
        values: [collector("-x /a -i /b"), collector("-i/b -x/a")],
        sentence: () => "makedumpfile takes -x or -i, and both are given; choose one.",
    },
    {
        property: "conf.coreCollector",
        values: [collector("-E --num-threads 2")],
        sentence: () => "makedumpfile writes an ELF dump by one thread; take out -E or --num-threads.",
    },
    {
        property: "conf.coreCollector",
        values: [collector("--config /a")],
        sentence: () => "makedumpfile's --config needs the kernel's debuginfo; add -x.",
    },
    {
        property: "conf.coreCollector",
        values: [collector("-e -l")],
        sentence: () => "makedumpfile's -e needs a directory to work in; add --work-dir.",
    },
    {
        property: "conf.coreCollector",
        values: [collector("--non-mmap=1"), collector("--non-m=1")],
        sentence: () => "makedumpfile's --non-mmap takes no value.",
    },
    {
        property: "conf.coreCollector",
        values: ["0", "x", "4GB"].map((size) => collector(`-L ${size}`)),
        sentence: (value) =>
            `makedumpfile's -L wants a size above 0, such as 4G, and has ${String(value).split(" ").pop()}.`,
    },
    {
        property: "conf.coreCollector",
        values: [collector("--vtop")],
        sentence: () => "makedumpfile's --vtop lacks its value.",
    },
    ...["-x", "-i", "--work-dir"].map((option) => ({
        property: "conf.coreCollector",
        values: [collector(`${option} vmlinux`)],
        sentence: () => `makedumpfile's ${option} wants the full path of a file.`,
    })),
    ...["-k", "--compress", "vmcore", "-dx31", "-lk", "--non-cyclic", "--xen=/a", "-"].map((word) => ({
        property: "conf.coreCollector",
        values: [collector(word)],
        sentence: () =>
            word === "-dx31"
                ? "makedumpfile's dump level -d is x31; it has to be a number from 0 to 31."
                : `"${word}" is not an option of makedumpfile that a core collector can have; it may have -c, -l, -p, -z, -E, -F, -f, -D, -e, -X, -d, -L, -b, -x, -i, --message-level, --num-threads, --cyclic-buffer, --splitblock-size, --work-dir, --config, --eppic, --non-mmap, --show-stats, --xen-syms, --xen-vmcoreinfo, --xen_phys_start, --vtop, --extension.`,
    })),
    ...["kdumpPre", "kdumpPost", "kdumpEmergency"].map((property) => ({
        property: `conf.${property}`,
        values: ["hook.sh", "/usr/bin/hook now", "", "/usr/../bin/hook", "/usr/bin/", "/bin/a;b"],
        sentence: notFile,
    })),
    {
        property: "conf.extraBins",
        values: [["ip"], ["/usr/sbin/ip", "lsof"]],
        sentence: (value) => notFile((value as string[]).find((path) => !path.startsWith("/"))),
    },
    {
        property: "conf.extraModules",
        values: [["nfs.ko"], ["nfs", "a b"], ["$(id)"]],
        sentence: (value) =>
            `${quoted((value as string[]).find((name) => name !== "nfs"))} is not the name of a kernel module; use letters, digits, _ and -.`,
    },
    ...["extraBins", "extraModules", "fenceKdumpNodes"].map((property) => ({
        property: `conf.${property}`,
        values: [[]],
        sentence: () => "The list is empty; leave the property out instead.",
    })),
    {
        property: "conf.fenceKdumpNodes",
        values: [["node 2"], ["node2", ""], ["a;b"]],
        sentence: (value) =>
            `${quoted((value as string[]).find((node) => node !== "node2"))} is not the name or the address of a node.`,
    },
    {
        property: "conf.fenceKdumpArgs",
        values: ["-p 7410 -f auto"],
        sentence: () => "Without fenceKdumpNodes there is nobody to tell; add the nodes, or leave this out.",
    },
    {
        property: "conf.failureAction",
        values: ["restart", "", "Reboot", "panic"],
        sentence: (value) =>
            `"${value}" is not a failure action; choose one of reboot, halt, poweroff, shell, dump_to_rootfs.`,
    },
    {
        property: "conf.finalAction",
        values: ["shell", "dump_to_rootfs", "off"],
        sentence: (value) => `"${value}" is not a final action; choose one of reboot, halt, poweroff.`,
    },
    ...["forceRebuild", "forceNoRebuild"].map((property) => ({
        property: `conf.${property}`,
        values: ["yes", 1, 0],
        sentence: (value: unknown) => `${quoted(value)} is neither true nor false; give one of them.`,
    })),
    {
        property: "conf.autoResetCrashkernel",
        values: [true],
        sentence: () =>
            "An update would put another value in place of the crashkernel that is managed here; leave it out.",
    },
    {
        property: "conf.dracutArgs",
        values: ["--add `id`", "--add $x", "--add a\\b", "--add a;b", "--add x # y", "--add\nx"],
        sentence: (value) =>
            `${quoted(value)} contains ${quoted(/[`$\\;#\n]/.exec(String(value))?.[0])}, which cannot be passed on unchanged; take it out.`,
    },
    {
        property: "conf.dracutArgs",
        values: ['"--add x"', "'--add x'", " --add x"],
        sentence: (value) =>
            `${quoted(value)} begins and ends with a quote or a blank, which kdump takes off; leave them out.`,
    },
    {
        property: "conf.dracutArgs",
        values: ['--install "a b', "--install 'a"],
        sentence: (value) => `${quoted(value)} has a quote that is not closed; close it.`,
    },
    {
        property: "conf.dracutArgs",
        values: ['--mount "/dev/a /b ext4" --mount "/dev/c /d xfs"'],
        sentence: (value) => `${quoted(value)} has --mount more than once; kdump takes one.`,
    },
    {
        property: "conf.sshkey",
        values: ["/root/.ssh/kdump"],
        sentence: () =>
            "A key is given without an ssh target, so nothing would use it; add the target, or leave the key out.",
    },
    {
        property: "conf.keep",
        values: [-1, 1.5, NaN, Infinity, 100000],
        sentence: (value) =>
            `${value} is not a number of dumps; give a whole number up to 99999, or 0 to keep all.`,
    },
    {
        property: "conf.compression",
        values: ["zip", "", "zstd", "GZIP"],
        sentence: (value) => `"${value}" is not a compression; choose one of gzip, bzip2, lz4, xz.`,
    },
    {
        property: "conf.captureCommandLine",
        values: [" ", ""],
        sentence: () => "The value is empty; leave the property out instead.",
    },
    {
        property: "conf.captureCommandLine",
        values: ['a="b"', "nr_cpus=1; reboot", "a\nb", "a'b"],
        sentence: (value) => onlyPlain(value, /[";\n']/.exec(String(value))?.[0] ?? ""),
    },
    {
        property: "conf.captureCommandLine",
        values: ["nr_cpus=1 ", " nr_cpus=1"],
        sentence: (value) => `${quoted(value)} begins or ends with a blank; leave it out.`,
    },
    {
        property: "conf.panicSysctls",
        values: [{ "net.ipv4.ip_forward": 1 }, { "kernel.panic;id": 1 }, { panic: 1 }],
        sentence: (value) =>
            `"${Object.keys(value as object)[0]}" is not a panic setting; its name must be one of kernel.* or vm.*, such as "kernel.panic_on_oops".`,
    },
    {
        property: "conf.panicSysctls",
        values: [{ "kernel.panic": NaN }, { "kernel.panic": 0.5 }],
        sentence: (value) =>
            `"kernel.panic" is set to ${Object.values(value as object)[0]}, which is not a whole number.`,
    },
];
