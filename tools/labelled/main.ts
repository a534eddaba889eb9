// npm run labelled -- CHECKOUT: how often reports of syzkaller's labelled logs have the kind and the function of the label.
// CHECKOUT is a checkout of https://github.com/google/syzkaller, or the folder of the logs in it. It prints docs/labelled.md.
import { labelledLogs } from "./labels";
import { labelledMarkdown } from "./markdown";
import { measure } from "./measure";

function main([checkout, ...others]: string[]): void {
    if (checkout === undefined || others.length > 0) {
        process.stderr.write("Give one checkout of syzkaller: npm run labelled -- ../syzkaller\n");
        process.exitCode = 2;
        return;
    }
    const logs = labelledLogs(checkout);
    const measured = logs.filter(({ corrupted }) => !corrupted).flatMap((log) => measure(log) ?? []);
    process.stdout.write(labelledMarkdown(measured, logs.length - measured.length));
}

main(process.argv.slice(2));
