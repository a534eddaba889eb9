import { parseRawReport } from "../report/rawReport";
import { findingsOf, VmcoreFindings } from "../vmcore/findings";
import { sessionReport } from "../vmcore/parse/session";
import { UsageError } from "./command";

/**
 * What a text says of a crash: what crash printed, a kernel log, or the answer of `kdump-host report`.
 *
 * @param file where the text is from, and when it was written in seconds since 1970, for findings of a text that does not tell
 * @returns undefined when nothing of a crash is in it
 * @throws UsageError when it is JSON of something else
 */
export function findingsIn(
    text: string,
    file?: { path: string; written: number },
): VmcoreFindings | undefined {
    const findings = text.trimStart().startsWith("{") ? ofJson(text) : ofText(text, file);
    return isEmpty(findings) ? undefined : findings;
}

function ofText(text: string, file?: { path: string; written: number }): VmcoreFindings {
    const raw = sessionReport(text);
    if (file === undefined || raw.vmcore.path !== "") return findingsOf(raw);
    return findingsOf({ ...raw, vmcore: { ...raw.vmcore, ...file } });
}

function ofJson(text: string): VmcoreFindings {
    try {
        return findingsOf(parseRawReport(text));
    } catch (error) {
        throw new UsageError((error as Error).message);
    }
}

function isEmpty({ header, backtrace, log }: VmcoreFindings): boolean {
    return (
        header.release === undefined &&
        header.panic === undefined &&
        backtrace.length === 0 &&
        log.length === 0
    );
}
