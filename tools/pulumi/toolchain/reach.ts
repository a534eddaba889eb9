import { exec, lastLine, which } from "../../dev/exec";

/**
 * Whether a server can be reached, within a few seconds: many machines that build things only see package
 * registries, and there a download must fail at once and say why.
 */
export async function reach(url: string): Promise<{ ok: boolean; reason: string }> {
    const host = new URL(url).host;
    if (!which("curl")) return { ok: false, reason: `${host} was not tried: curl is not installed` };
    const args = ["--silent", "--show-error", "--head", "--connect-timeout", "5", "--max-time", "10", url];
    const { code, stderr } = await exec("curl", args, { limitSeconds: 15 });
    return { ok: code === 0, reason: code === 0 ? "" : `${host} cannot be reached (${lastLine(stderr)})` };
}
