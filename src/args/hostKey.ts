import { optional, Problem } from "./problem";

/** Says whether the parts of a key are those of its type; the first of them is the type's own name. */
type Parts = (parts: Buffer[]) => boolean;

/** Bytes of an uncompressed point of each curve. */
const points = { nistp256: 65, nistp384: 97, nistp521: 133 };

/** The types of host keys that OpenSSH has, and the parts of each (RFC 4253, 5656, 8709; PROTOCOL.u2f). */
const types = new Map<string, Parts>([
    ["ssh-ed25519", ([, point, ...rest]) => point?.length === 32 && rest.length === 0],
    ["ecdsa-sha2-nistp256", onCurve("nistp256")],
    ["ecdsa-sha2-nistp384", onCurve("nistp384")],
    ["ecdsa-sha2-nistp521", onCurve("nistp521")],
    // 1024 bits are the least that OpenSSH takes.
    [
        "ssh-rsa",
        ([, power, modulus, ...rest]) => power?.length > 0 && modulus?.length >= 128 && rest.length === 0,
    ],
    [
        "sk-ssh-ed25519@openssh.com",
        ([, point, use, ...rest]) => point?.length === 32 && isUse(use) && rest.length === 0,
    ],
    [
        "sk-ecdsa-sha2-nistp256@openssh.com",
        ([type, curve, point, use, ...rest]) =>
            onCurve("nistp256")([type, curve, point]) && isUse(use) && rest.length === 0,
    ],
]);

function onCurve(curve: keyof typeof points): Parts {
    return ([, name, point, ...rest]) =>
        name?.toString("latin1") === curve &&
        point?.length === points[curve] &&
        point[0] === 4 &&
        rest.length === 0;
}

/** What a key on a security token is for, such as `ssh:`. */
function isUse(use: Buffer | undefined): boolean {
    return use !== undefined && /^[!-~]+$/.test(use.toString("latin1"));
}

const allowed = "give the type and the key, such as the line of /etc/ssh/ssh_host_ed25519_key.pub.";

/** A line in quotes, cut to what people need to see. */
function quoted(text: string): string {
    return JSON.stringify(text.length > 100 ? `${text.slice(0, 100)}…` : text);
}

/**
 * Checks a public host key as OpenSSH writes it: `TYPE KEY`, and maybe a comment. It becomes a line of
 * known_hosts, so it is one line, begins with no marker, and its key is of the type that it says.
 *
 * @returns a full sentence; undefined when nothing is wrong
 */
export function hostKeyProblem(line: string): string | undefined {
    if (typeof line !== "string") return `This is not text, so it is not a host key; ${allowed}`;
    const text = line.trim();
    if (/[\n\r]/.test(text))
        return `${quoted(text)} is more than one line; give each host key as an entry of its own.`;
    const [type, key] = text.split(/[ \t]+/, 2);
    const parts = types.get(type);
    if (
        parts === undefined ||
        key === undefined ||
        /[^ -~]/.test(text.slice(0, type.length + key.length + 1))
    ) {
        return `${quoted(text)} is not a host key; ${allowed}`;
    }
    const read = partsOf(key);
    return read?.[0]?.toString("latin1") === type && parts(read)
        ? undefined
        : `The key of ${quoted(text)} is not one of the type ${type}, or not whole; ${allowed}`;
}

/**
 * Checks the host key that the command plugin pins.
 *
 * @returns a full sentence; undefined when nothing is wrong
 */
export function pinnedHostKeyProblem(line: string): string | undefined {
    const problem = hostKeyProblem(line);
    if (problem !== undefined) return problem;
    return line.trim().startsWith("ssh-rsa ")
        ? "An ssh-rsa host key makes the plugin ask for RSA with SHA-1, which OpenSSH 8.8 and later refuse; pin the host's ed25519 or ecdsa key."
        : undefined;
}

/**
 * Checks the host keys of another host, of which there has to be one.
 *
 * @param host the other host, such as `the collecting host`
 */
export function hostKeysProblems(propertyPath: string, host: string, lines: string[]): Problem[] {
    if (lines.length > 0)
        return lines.flatMap((line, index) => optional(`${propertyPath}[${index}]`, line, hostKeyProblem));
    const reason = `There is none, so ${host} could not be told from one that poses as it; give the line of its /etc/ssh/ssh_host_ed25519_key.pub.`;
    return [{ propertyPath, reason }];
}

/** Type and key of a host key, without the comment. */
export function hostKeyOf(line: string): string {
    return line
        .trim()
        .split(/[ \t]+/, 2)
        .join(" ");
}

/** The parts of a key, each after its length in four bytes; undefined when it is cut off or not base64. */
function partsOf(key: string): Buffer[] | undefined {
    const bytes = Buffer.from(key, "base64");
    if (bytes.toString("base64") !== key) return undefined;
    const parts: Buffer[] = [];
    for (let at = 0; at < bytes.length;) {
        if (at + 4 > bytes.length) return undefined;
        const end = at + 4 + bytes.readUInt32BE(at);
        if (end > bytes.length) return undefined;
        parts.push(bytes.subarray(at + 4, end));
        at = end;
    }
    return parts;
}
