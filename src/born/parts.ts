import * as pulumi from "@pulumi/pulumi";

import { group, Properties, text } from "../args/kinds";
import { Problem } from "../args/problem";

/** A part of user data beside ours. */
export interface UserDataPart {
    /**
     * What cloud-init takes it for: `text/cloud-config`, `text/x-shellscript`, `text/cloud-boothook`, `text/jinja2` and
     * others. (cloud-init, "User data formats")
     */
    contentType: pulumi.Input<string>;
    /** The text. */
    content: pulumi.Input<string>;
    /**
     * What cloud-init calls the part; scripts run in the order of their names.
     *
     * @default - cloud-init counts: part-001, part-002 and so on
     */
    filename?: pulumi.Input<string>;
}

export type PlainPart = pulumi.Unwrap<UserDataPart>;

const partProperties: Properties<UserDataPart> = { contentType: text, content: text, filename: text };

/** What there is to say about a part. */
export const partKind = group<UserDataPart>(partProperties, {
    contentType: "It is missing; give what cloud-init takes the part for, such as text/cloud-config.",
    content: "It is missing; give the text of the part.",
});

/** What the first line has to be where cloud-init would pass a part over in silence. */
const firstLines: Record<string, { begins: string; what: string }> = {
    "text/x-shellscript": { begins: "#!", what: "a script" },
    "text/jinja2": { begins: "## template:", what: "a template" },
};

/** Checks the parts, and that no two of them are one to cloud-init. */
export function partProblems(parts: PlainPart[], taken: string): Problem[] {
    const names = [taken, ...parts.flatMap(({ filename }) => filename ?? [])];
    return parts.flatMap(({ contentType, content, filename }, index) => {
        const problems: Problem[] = [];
        const add = (property: keyof UserDataPart, reason: string) =>
            void problems.push({ propertyPath: `parts[${index}].${property}`, reason });
        if (!/^(?!multipart\/)[a-z]+\/[a-z0-9][a-z0-9.+-]*$/.test(contentType))
            add(
                "contentType",
                `${JSON.stringify(contentType)} is not the type of one part; give one such as text/cloud-config.`,
            );
        const first = firstLines[contentType];
        if (first !== undefined && !content.startsWith(first.begins))
            add(
                "content",
                `cloud-init takes it for ${first.what} only if it begins with "${first.begins}"; put that first.`,
            );
        if (filename !== undefined && !/^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(filename))
            add(
                "filename",
                `${JSON.stringify(filename)} is not the name of a file; use letters, digits and . _ -.`,
            );
        else if (names.filter((name) => name === filename).length > 1)
            add(
                "filename",
                `${filename} is the name of two parts, of which cloud-init would keep one; give each its own.`,
            );
        return problems;
    });
}
