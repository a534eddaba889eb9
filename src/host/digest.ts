import * as crypto from "node:crypto";

/** The beginning of a SHA-256, in hexadecimal digits. */
export function shortDigest(data: string | Buffer, digits: number): string {
    return crypto.createHash("sha256").update(data).digest("hex").slice(0, digits);
}
