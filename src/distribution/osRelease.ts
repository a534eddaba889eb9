/** A distribution by the words of its os-release. */
export interface OsRelease {
    /** `ID`, such as `debian`, `rocky` or `sles`. */
    id: string;
    /** `VERSION_ID`, such as `12`, `9.4` or `2023`. */
    versionId: string;
}
