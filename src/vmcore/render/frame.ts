import { ReportFrame } from "../findings";
import { placeText } from "./summary";

/** A frame of the stack for people: a line, one more for what an exception interrupted, one where a stack ends. */
export function frameLines(frame: ReportFrame): string[] {
    const lines = [`#${String(frame.level).padEnd(2)} ${placeText(frame)}`];
    if (frame.exception?.symbol !== undefined) lines.push(`    interrupted: ${placeText(frame.exception)}`);
    if (frame.stackEnds !== undefined) lines.push(`    end of the ${frame.stackEnds}`);
    return lines.map((line) => line.replaceAll("\n", " "));
}
