import { VmcoreFindings } from "../findings";
import { summaryOf } from "./summary";

/** The report as a program reads it; docs/reference/report.schema.json describes it. */
export interface ReportDocument extends VmcoreFindings {
    /** The version of this form. A later one may have more properties; none of these goes, or changes its meaning. */
    schema: 1;
    /** What happened, in a few sentences. */
    summary: string;
}

/** The report as one document of JSON. */
export function reportDocument(findings: VmcoreFindings): ReportDocument {
    return { schema: 1, summary: summaryOf(findings), ...findings };
}
