// Arguments of a Kdump beside `conf` that are refused, by the sentence they are refused with.
import { Group } from "./group";

export const args: Group[] = [
    {
        property: "connection.host",
        values: ["", null],
        sentence: () => "No host is given; set it to the VM's name or address.",
    },
    {
        property: "connection.host",
        values: ["root@web", "web 1", "ssh://web", "web/1"],
        sentence: (value) =>
            `"${value}" is not a host name or address; give the user in connection.user and the port in connection.port.`,
    },
    {
        property: "connection.port",
        values: [0, -22, 22.5, 65536, NaN],
        sentence: (value) => `${value} is not a port; give a whole number from 1 to 65535.`,
    },
    {
        property: "connection.dialErrorLimit",
        values: [-2, 1.5],
        sentence: (value) =>
            `${value} is not a number of attempts; give a whole number, or -1 to retry forever.`,
    },
    {
        property: "connection.privateKey",
        values: ["ssh-ed25519 AAAA", "ecdsa-sha2-nistp256 AAAA"],
        sentence: () => "This is a public key; give the text of the private key, the file without .pub.",
    },
    {
        property: "connection.privateKey",
        values: ["~/.ssh/id_ed25519", "secret"],
        sentence: () =>
            "This is not the text of a private key, which begins with -----BEGIN … PRIVATE KEY-----; give the file's text, not its name.",
    },
    {
        property: "connection.hostKey",
        values: ["SHA256:abc", "", "web ssh-ed25519 AAAA"],
        sentence: (value) =>
            `"${value}" is not a host key; give the type and the key, such as the line of /etc/ssh/ssh_host_ed25519_key.pub.`,
    },
    {
        property: "instanceId",
        values: ["", "i 1", "i-1\n"],
        sentence: (value) => `${JSON.stringify(value)} is empty or contains a blank; give the VM's own id.`,
    },
    {
        property: "revision",
        values: ["a\nb", "\r"],
        sentence: () => "It has more than one line; give one.",
    },
    {
        property: "debuginfod",
        values: ["hosts", "", "ftp://x"],
        sentence: (value) =>
            `${JSON.stringify(value)} is not "host" or the address of a server; begin it with http:// or https://.`,
    },
    {
        property: "debuginfoFiles",
        values: [["kernel-debuginfo.rpm"], ["/root/a b.rpm"], ["/root/kernel.deb"]],
        sentence: ([file]) =>
            `${JSON.stringify(file)} is not the full path of an .rpm file on the host; begin it with "/", without blanks.`,
    },
    {
        property: "debuginfoFiles",
        values: [["/root/kernel-debuginfo.rpm"]],
        sentence: () =>
            "Debian 12 has no .rpm packages; give debuginfoArchive or debuginfod, or neither for its own archive.",
        beside: { os: { id: "debian", versionId: "12" } },
    },
    {
        property: "debuginfod",
        values: ["host"],
        sentence: () => "debuginfoArchive is a source of debuginfo already; keep one of them.",
        beside: { debuginfoArchive: "http://debug.example" },
    },
    {
        property: "debuginfoArchive",
        values: ["ftp://x", "", "archive.example", "http://a b", "https://a'b"],
        sentence: (value) =>
            `${JSON.stringify(value)} is not the address of a package archive; begin it with http:// or https://.`,
    },
    {
        property: "reboot",
        values: ["sometimes", "", "always"],
        sentence: (value) => `"${value}" is not a reboot policy; choose one of never, when-required.`,
    },
    {
        property: "rebootTimeout",
        values: [0, -1, 1.5, NaN],
        sentence: (value) => `${value} is not a number of seconds to wait; give a whole number above 0.`,
    },
];

/** crashkernel texts and the sentence's fixed part: where, what, and not yet what is allowed. */
export const crashkernelTexts: [string, string][] = [
    ["", "The value is empty. "],
    [
        "256",
        'is not managed, because at column 4 "256" has no unit, and the kernel would take it as bytes; the kernel would reserve 256 bytes. ',
    ],
    [
        "-256M",
        'is not managed, because at column 1 "-256M" is not a crashkernel value; the kernel would reserve nothing. ',
    ],
    [
        "256X",
        'is not managed, because at column 4 "X" after "256" is not a unit; the kernel would reserve nothing. ',
    ],
    [
        "0x10MB",
        'is not managed, because at column 5 "MB" after "0x10" is not a unit; the kernel would reserve nothing. ',
    ],
    [
        "010M",
        'is not managed, because at column 1 "010M" begins with a 0, so the kernel reads it as an octal number; the kernel would reserve 8 MiB. ',
    ],
    [
        "1234567890M",
        'is not managed, because at column 1 "1234567890" has more than nine digits; use a larger unit; the kernel would reserve nothing. ',
    ],
    [
        "2G-1G:64M",
        'is not managed, because at column 1 the range of "2G-1G:64M" ends at or below its start; the kernel would reserve nothing. ',
    ],
    [
        "1G-2G",
        'is not managed, because at column 1 "1G-2G" is a range without a size; the kernel would reserve nothing. ',
    ],
    [
        "4G-8G:128M,1G-2G:64M",
        '"1G-2G:64M" lies below the range before it; the kernel would reserve 64 MiB of 1 GiB, 128 MiB of 4 GiB, and',
    ],
    ["1G-4G:64M,2G-8G:128M", '"2G-8G:128M" begins below the end of the range before it'],
    [
        "1G-2G:4G",
        'the size in "1G-2G:4G" is not below its range, so that the kernel drops the whole value; the kernel would reserve nothing. ',
    ],
    ["256M@16M,2G-:1G", "an address stands among the ranges"],
    ["64M,cma", "stands alone and reserves nothing"],
    ["0M", '"0M" reserves nothing on any machine. '],
    [
        "1500K",
        "is not a multiple of 64 KiB; what kernels round such a size to depends on their pages; the kernel would reserve 1500 KiB. ",
    ],
    ["256M'; rm -rf /", "is not managed, because at column "],
    ["256M\n", "is not managed, because at column "],
    ["yes", "is not managed, because at column "],
    ["256M,low", "low"],
];
