import { crashGroups } from "../vmcore/groups/crashGroups";
import { crashGroupsHtml } from "../vmcore/render/groupsHtml";
import { crashGroupsText } from "../vmcore/render/groupsText";
import { Command, UsageError } from "./command";
import { crashesOf } from "./crashFiles";

/** `groups`: which crashes are one bug. */
export const groups: Command = {
    does: "says which crashes are one bug",
    help: `pulumi-kdump groups FILE|DIRECTORY… [--html | --json]

Groups crashes by the fingerprint of their reports, with how often, when, on which hosts and kernels each was seen.

  FILE         what \`report\` takes, or a report as its --json prints it
  DIRECTORY    a dump directory or the directory of a DumpServer, /var/crash or /srv/vmcores: of each dump the report.json beside
               it, or else the kernel log (dmesg.*, vmcore-dmesg.txt). The dumps themselves are not read.
  --html       one self-contained page
  --json       the groups as JSON

Exit status: 0 if there is a crash, 1 if none is found, 2 for wrong use and for a file that cannot be read.
`,
    options: { html: { type: "boolean" } },
    run(words, { html, json }) {
        if (words.length === 0) throw new UsageError("Nothing is given; give files or directories.");
        if (html === true && json === true) {
            throw new UsageError("More than one form is asked for; give one of --html and --json.");
        }
        const crashes = words.flatMap(crashesOf);
        const found = crashGroups(crashes);
        if (found.length === 0) {
            return { text: `${words.join(", ")}: no crash is found.\n`, json: found, good: false };
        }
        return {
            text: html === true ? crashGroupsHtml(found) : crashGroupsText(found),
            json: found,
            good: true,
        };
    },
};
