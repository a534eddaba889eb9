// Which directories of a host dumps must not have for themselves, because they will be closed to everybody but root.
import { pathProblem } from "../conf/directives";

/** Of the system, each by itself: a directory below one of them may be for dumps. host/dumps/directory.sh knows the same. */
export const systemDirectories: readonly string[] = [
    ..."/bin /boot /boot/efi /boot/grub /boot/grub2 /boot/loader /etc /home /lib /lib32 /lib64 /libx32".split(
        " ",
    ),
    ..."/media /opt /root /sbin /tmp /usr /usr/bin /usr/games /usr/include /usr/lib /usr/lib32 /usr/lib64".split(
        " ",
    ),
    ..."/usr/libexec /usr/libx32 /usr/local /usr/local/bin /usr/local/sbin /usr/sbin /usr/share /usr/src".split(
        " ",
    ),
    ..."/var /var/account /var/adm /var/backups /var/cache /var/db /var/empty /var/games /var/kerberos".split(
        " ",
    ),
    ..."/var/lib /var/local /var/lock /var/log /var/mail /var/opt /var/run /var/spool /var/tmp /var/www".split(
        " ",
    ),
    "/var/yp",
];

/** What is wrong with a directory of another host, within which dumps get theirs. */
export function directoryProblem(path: string): string | undefined {
    return (
        pathProblem(path) ??
        (/^\/+$/.test(path)
            ? `"${path}" is the root directory; give dumps a directory of their own.`
            : undefined)
    );
}

/** The kernel's own, and what is gone with a crash, with all that is below. */
export const passingDirectories: readonly string[] = ["/dev", "/proc", "/run", "/sys"];

/**
 * What is wrong with a directory of the host itself for dumps, as far as its name tells. Whether it is in use for
 * something else the host says.
 */
export function localPathProblem(path: string): string | undefined {
    const plain = `/${path
        .split("/")
        .filter((part) => part !== "" && part !== ".")
        .join("/")}`;
    const give = 'give dumps one of their own, such as "/var/crash".';
    if (passingDirectories.some((top) => plain === top || plain.startsWith(`${top}/`)))
        return `"${path}" is no place for files that have to outlast a crash; ${give}`;
    if (systemDirectories.includes(plain))
        return `"${path}" is a directory of the system's own, and nobody but root could use it any more; ${give}`;
    return undefined;
}
