// What the path of a directory or file on a host may be. Each rule is for where the path ends up.
import { passingDirectories, systemDirectories } from "../data/directories";

/** Checks a directory for dumps: kdump's configuration files and shells carry it unquoted. */
export function dumpDirectoryProblem(path: string): string | undefined {
    if (!path.startsWith("/")) {
        return `"${path}" is not an absolute path; begin it with "/", such as "/var/crash".`;
    }
    if (/\s/.test(path)) {
        return `${JSON.stringify(path)} contains a blank or a line break, which kdump's configuration files cannot carry; choose a path without.`;
    }
    if (!/^[A-Za-z0-9_./:@%+-]+$/.test(path)) {
        return `"${path}" has a character that kdump's configuration files cannot carry; use letters, digits and . _ / : @ % + -.`;
    }
    if (path.split("/").includes("..")) {
        return `"${path}" contains "..", so that nobody can tell where dumps go; write the path out.`;
    }
    return undefined;
}

/** Checks a file that kdump's configuration names. */
export function configuredFileProblem(path: string): string | undefined {
    return /^\/[A-Za-z0-9_./:@%+-]*[A-Za-z0-9_.:@%+-]$/.test(path) && !path.split("/").includes("..")
        ? undefined
        : `${JSON.stringify(path)} is not the full path of a file; begin it with "/", without blanks and without "..".`;
}

/** Checks any file of a host, which a command line carries in quotes. */
export function filePathProblem(path: string): string | undefined {
    return /^\/[^\0]+$/.test(path)
        ? undefined
        : `${JSON.stringify(path)} is not the full path of a file on the host; begin it with "/".`;
}

/** Checks a package file of a host, which rpm gets among others. */
export function rpmPathProblem(path: string): string | undefined {
    return /^\/[A-Za-z0-9/._~+-]+\.rpm$/.test(path)
        ? undefined
        : `${JSON.stringify(path)} is not the full path of an .rpm file on the host; begin it with "/", without blanks.`;
}

/** Checks a directory of another host that holds the directories of dumps. */
export function parentDirectoryProblem(path: string): string | undefined {
    return (
        dumpDirectoryProblem(path) ??
        (/^\/+$/.test(path)
            ? `"${path}" is the root directory; give dumps a directory of their own.`
            : undefined)
    );
}

/**
 * Checks a directory of the host itself by its name. Whether it is used for something else only the host can tell.
 */
export function localDirectoryProblem(path: string): string | undefined {
    const plain = `/${path
        .split("/")
        .filter((part) => part !== "" && part !== ".")
        .join("/")}`;
    const give = 'give dumps one of their own, such as "/var/crash".';
    if (passingDirectories.some((top) => plain === top || plain.startsWith(`${top}/`)))
        return `"${path}" does not survive a reboot; ${give}`;
    if (systemDirectories.includes(plain))
        return `"${path}" is a system directory, and would be closed to everybody but root; ${give}`;
    return undefined;
}
