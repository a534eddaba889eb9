import type { Files } from "./files";

/** A package, whatever its format. */
export interface Package {
    name: string;
    /** `VERSION-RELEASE`, the release after the last hyphen. */
    version: string;
    needs?: string[];
    /** rpm only. */
    provides?: string[];
    /** In the repository of debug packages, a folder of the other. */
    debug?: boolean;
    /** deb only: the file of this package that holds the key by which the repository of debug packages is signed. */
    keyring?: string;
    files?: Files;
    /** rpm only: the text of its changelog, which packages that are built together share. */
    changelog?: string;
    /** Those of `files` that are the administrator's: a changed one is kept. */
    settings?: string[];
    /** Run as root after it was installed, before and after it is removed; sh. */
    installed?: string;
    removing?: string;
    removed?: string;
}
