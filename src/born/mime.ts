// Several texts as one MIME message, which is how cloud-init is given more than one thing to do.
import { shortDigest } from "../host/digest";
import { PlainPart } from "./parts";

/** Puts parts together, in their order. The same parts give the same text. */
export function mimeMessage(parts: PlainPart[]): string {
    const boundary = boundaryFor(parts);
    return [
        `Content-Type: multipart/mixed; boundary="${boundary}"`,
        "MIME-Version: 1.0",
        "",
        ...parts.flatMap((part) => [`--${boundary}`, ...partLines(part)]),
        `--${boundary}--`,
        "",
    ].join("\n");
}

/** No part has it, because no part has the digest of all of them. */
function boundaryFor(parts: PlainPart[]): string {
    return `==pulumi-kdump-${shortDigest(JSON.stringify(parts), 32)}==`;
}

function partLines({ contentType, content, filename }: PlainPart): string[] {
    // Python's parser gives other text back as escapes, and ends lines as it likes.
    const plain = /^[\t\n\x20-\x7e]*$/.test(content);
    return [
        `Content-Type: ${contentType}; charset="utf-8"`,
        "MIME-Version: 1.0",
        `Content-Transfer-Encoding: ${plain ? "7bit" : "base64"}`,
        ...(filename === undefined ? [] : [`Content-Disposition: attachment; filename="${filename}"`]),
        "",
        plain ? content : base64Lines(Buffer.from(content)),
    ];
}

/** Base64 in lines, as it goes through every mail and every here-document. */
export function base64Lines(data: Buffer): string {
    return data.toString("base64").replace(/.{76}(?=.)/g, "$&\n");
}
