import { reportHtml } from "../vmcore/render/html";
import { reportDocument } from "../vmcore/render/json";
import { reportMarkdown } from "../vmcore/render/markdown";
import { reportText } from "../vmcore/render/text";
import { Command, onlyWord, textOf, UsageError } from "./command";
import { findingsIn } from "./crashText";

/** `report`: what a dump says, made of what crash printed. */
export const report: Command = {
    does: "makes a report of what crash printed of a dump",
    help: `pulumi-kdump report FILE [--html | --markdown | --json]

Makes the report of a VmcoreReport from texts that are there already, and prints it.

  FILE         what a session of crash printed (sys, set, bt -l, sym, mod, log), a kernel log such as vmcore-dmesg.txt, or what
               \`kdump-host report\` answered on a host; - for standard input
  --html       one self-contained page
  --markdown   for an issue tracker
  --json       everything that was found, as JSON

A session that has it all:

  printf '%s\\n' sys set 'bt -l' mod log | crash -s VMLINUX VMCORE > session.txt
  pulumi-kdump report session.txt --html > report.html

Exit status: 0 if there is a report, 1 if nothing of a crash is in the file, 2 for wrong use and for a file that cannot be read.
`,
    options: { html: { type: "boolean" }, markdown: { type: "boolean" } },
    run(words, { html, markdown, json }) {
        const file = onlyWord(words, "the file");
        if ([html, markdown, json].filter((form) => form === true).length > 1) {
            throw new UsageError(
                "More than one form is asked for; give one of --html, --markdown and --json.",
            );
        }
        const findings = findingsIn(textOf(file));
        if (findings === undefined) {
            const text = `${file}: neither crash's output nor a kernel log is in it.\n`;
            return { text, json: null, good: false };
        }
        const render = html === true ? reportHtml : markdown === true ? reportMarkdown : reportText;
        return { text: `${render(findings).trimEnd()}\n`, json: reportDocument(findings), good: true };
    },
};
