import { DumpTargetType, PlainKdumpConf } from "./kdumpConf";
import { directiveLines } from "./text";

/** The dump directory of every distribution's own configuration. */
const defaultPath = "/var/crash";

/**
 * The lines that cross to the host: kdump.conf's directives, and five words of our own for settings that it lacks. Their
 * order is fixed, so that a preview's diff shows only what changed.
 *
 * @param conf a valid configuration with its `extra` taken in (`readKdumpConf`)
 * @param sshPort the port of an ssh target, where it is not ssh's own
 */
export function kdumpConfLines(conf: PlainKdumpConf, sshPort = 22): string[] {
    const whole = { ...conf };
    if (whole.target?.type !== DumpTargetType.Raw) whole.path ??= defaultPath;
    const lines = directiveLines(whole);
    if (whole.keep !== undefined) lines.push(`keep ${whole.keep}`);
    if (whole.compression !== undefined) lines.push(`compression ${whole.compression}`);
    if (whole.captureCommandLine !== undefined) lines.push(`commandline_append ${whole.captureCommandLine}`);
    const sysctls = Object.entries(whole.panicSysctls ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
    for (const [name, value] of sysctls) lines.push(`sysctl ${name}=${value}`);
    if (sshPort !== 22) lines.push(`ssh_port ${sshPort}`);
    return lines;
}
