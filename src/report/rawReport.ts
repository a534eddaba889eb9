import { parseStep, strangeAnswer } from "../host/answer";
import { RawReport, rawReportOf } from "../vmcore/rawReport";

/**
 * Reads the answer of the report step.
 *
 * @throws Error when the text is not the answer of this version of the host program
 */
export function parseRawReport(text: string): RawReport {
    const raw = rawReportOf(parseStep(text));
    if (raw !== undefined) return raw;
    throw strangeAnswer(
        "The host program answered the report step with something other than a report. " +
            "Run `pulumi up` again, so that program and package are of one version.",
    );
}
