/** What user data tells a VM: the steps of its first boot, and the user's own parts. */
export function firstBootOf(message: string): { steps: string; others: string } {
    const boundary = /boundary="([^"]+)"/.exec(message)?.[1];
    if (boundary === undefined) throw new Error("This is no MIME message.");
    const parts = message.split(`--${boundary}`).slice(1, -1).map(contentOf);
    const own = parts.find((part) => part.includes("leave_steps() {"));
    if (own === undefined) throw new Error("None of its parts is ours.");
    const steps = /leave_steps\(\) \{\n.*\n([^]*?)\nPULUMI_KDUMP\n/.exec(own)?.[1] ?? "";
    return { steps, others: parts.filter((part) => part !== own).join("\n") };
}

function contentOf(part: string): string {
    const [head, ...body] = part.split("\n\n");
    const text = body.join("\n\n");
    return head.includes("Content-Transfer-Encoding: base64") ? Buffer.from(text, "base64").toString() : text;
}
