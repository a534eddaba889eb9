// The shape of the tables beside this file, which `npm run generate` makes from data/.

/** Distributions that share their kdump packages and configuration files. */
export type Family = "debian" | "el" | "suse";

/** One row of data/releases.json, as far as a plan goes by it. */
export interface ReleaseRow {
    /** ID of os-release. */
    id: string;
    /** What VERSION_ID may be, as patterns of a shell. */
    versions: readonly string[];
    /** The distribution's name. */
    name: string;
    /** The versions as people call them, such as `41 and later`. */
    label: string;
    family: Family;
    /** Releases whose kdump knows the same directives have one generation. */
    generation: string;
    /** Its kernels know `crashkernel=auto`. */
    auto?: boolean;
    /** Its newest makedumpfile, where that is older than what our options need. */
    makedumpfile?: string;
    /** Its table of recommended crashkernel values. */
    recommended?: string;
}

/** A distribution's own crashkernel values. */
export interface RecommendedTable {
    /** Where they are written down. */
    source: string;
    /** The first that fits counts. */
    values: readonly { arch: readonly string[]; pageSize?: number; value: string }[];
}

/** How the value of a directive is read and checked. */
export type DirectiveForm =
    | "file"
    | "path"
    | "collector"
    | "program"
    | "programs"
    | "modules"
    | "choice"
    | "switch"
    | "dracut"
    | "words"
    | "nodes";

/** A directive of kdump.conf(5). */
export interface DirectiveRow {
    name: string;
    property: string;
    form: DirectiveForm;
    /** All values that it may have. */
    choices?: readonly string[];
    /** The value that stands for true. */
    on?: string;
    /** What it was called in older releases. */
    formerName?: string;
}

/** Lines of kdump.conf that some releases cannot carry out. */
export interface RefusalRow {
    family: Family;
    /** Only releases of these generations; all of the family where this is not said. */
    generations?: readonly string[];
    /** The lines, as patterns of a shell. */
    lines: readonly string[];
    /** Lines among them that are no part of it. */
    but?: readonly string[];
    /** Whether the sentence names the whole line, or its directive alone. */
    whole: boolean;
    /** Why, and what to do instead. A directive's name stands in braces. */
    instead: string;
}

/** What an error code of a program means. */
export interface ErrorRow {
    meaning: string;
    remedy: string;
    /** The program's own sentence does not say what to do. */
    say?: boolean;
}
