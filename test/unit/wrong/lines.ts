// Texts of kdump.conf that its parser refuses: the text, and each fault with its line.

const twice = (word: string) => `"${word}" is given twice, and kdump would not start; keep one.`;
const empty = (word: string) => `"${word}" has no value; give it one, or take the line out.`;

export const lines: [string, [number, string][]][] = [
    ["path", [[1, empty("path")]]],
    ["path   # where", [[1, empty("path")]]],
    ['path ""', [[1, empty("path")]]],
    ["\n\nnfs", [[3, empty("nfs")]]],
    ["path /a\npath /b", [[2, twice("path")]]],
    ["failure_action halt\ndefault shell", [[2, twice("failure_action")]]],
    ["default halt\ndefault halt", [[2, twice("failure_action")]]],
    ["core_collector cp\n# core_collector dd\ncore_collector scp", [[3, twice("core_collector")]]],
    [
        "nfs a:/b\nssh c@d",
        [[2, '"ssh" is a second target beside "nfs", and kdump would not start; keep one.']],
    ],
    [
        "ext4 /dev/vdb1\next4 /dev/vdb1",
        [[2, '"ext4" is a second target beside "ext4", and kdump would not start; keep one.']],
    ],
    ["ssh dumps", [[1, '"dumps" is not a location for ssh; write it as user@host.']]],
    ["nfs4 a:/b", [[1, '"nfs4" is no longer a directive; use nfs, which speaks version 4 too.']]],
    ["ftp a", [[1, '"ftp" is not a directive; use ssh or nfs.']]],
    ["net a@b", [[1, '"net" is no longer a directive; use ssh or nfs.']]],
    ["net", [[1, '"net" is no longer a directive; use ssh or nfs.']]],
    [
        "options x y",
        [[1, '"options" is no longer a directive; put options of modules into /etc/modprobe.d.']],
    ],
    [
        "link_delay 60",
        [[1, '"link_delay" is no longer a directive, and kdump would not start with it; take it out.']],
    ],
    [
        "disk_timeout 180",
        [[1, '"disk_timeout" is no longer a directive, and kdump would not start with it; take it out.']],
    ],
    [
        "debug_mem_level 3",
        [
            [
                1,
                '"debug_mem_level" is no longer a directive; write it into dracutArgs as rd.memdebug, if at all.',
            ],
        ],
    ],
    [
        "blacklist x",
        [[1, '"blacklist" is no longer a directive; add rd.driver.blacklist to the capture command line.']],
    ],
    [
        "override_resettable 1",
        [
            [
                1,
                '"override_resettable" is no longer a directive, and kdump would not start with it; take it out.',
            ],
        ],
    ],
    [
        "path=/srv\nauto_reset_crashkernel=no",
        [
            [1, '"path=/srv" has "=" between directive and value; write it as "path /srv".'],
            [
                2,
                '"auto_reset_crashkernel=no" has "=" between directive and value; write it as "auto_reset_crashkernel no".',
            ],
        ],
    ],
    ["path #/srv", [[1, empty("path")]]],
    [
        "ssh a@[2001:db8::1]",
        [
            [
                1,
                '"a@[2001:db8::1]" has brackets, which ssh takes for a part of the name; write it as a@2001:db8::1.',
            ],
        ],
    ],
    [
        "nfs 2001:db8::1:/x",
        [[1, '"2001:db8::1:/x" has an IPv6 address without brackets; write it as [2001:db8::1]:/x.']],
    ],
    ["nfs [192.0.2.1]:/x", [[1, '"[192.0.2.1]:/x" has an IPv4 address in brackets; write it without them.']]],
    ["nfs [2001:db8]:/x", [[1, '"[2001:db8]:/x" has no IPv6 address in its brackets.']]],
    [
        "ssh a@fe80::1",
        [
            [
                1,
                '"a@fe80::1" is a link-local address; add its interface, as in fe80::1%eth0, or use another address.',
            ],
        ],
    ],
    ["force_rebuild yes", [[1, '"force_rebuild" wants 1 or 0, and has "yes".']]],
    ["force_no_rebuild 2", [[1, '"force_no_rebuild" wants 1 or 0, and has "2".']]],
    [
        "auto_reset_crashkernel no, please",
        [[1, '"auto_reset_crashkernel" wants yes or no, and has "no, please".']],
    ],
    [
        "path\nnet x\nforce_rebuild 7",
        [
            [1, empty("path")],
            [2, '"net" is no longer a directive; use ssh or nfs.'],
            [3, '"force_rebuild" wants 1 or 0, and has "7".'],
        ],
    ],
];

/** Words that are no directives at all. */
export const unknownWords = [
    "keep",
    "Path",
    "crashkernel",
    "constructor",
    "__proto__",
    "KDUMP_SAVEDIR=x",
    "ext5",
    "ignore_me",
    "extra-modules",
];
