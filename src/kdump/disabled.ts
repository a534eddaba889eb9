import { DumpFiltering, DumpSizeSource, KdumpFacts } from "../host/facts";

/** Why nothing can be done on the host of a Kdump that is disabled. */
export const disabledHost =
    "This Kdump is disabled, so that its host is not prepared; enable it, or leave out what works on it.";

/** The facts of a Kdump that is disabled: nobody looks at its host. */
export const disabledFacts: KdumpFacts = {
    schema: 1,
    os: { id: "", versionId: "", name: "", family: "" },
    arch: "",
    kernelRelease: "",
    bootId: "",
    memoryBytes: 0,
    memoryEncryption: "",
    crashkernel: { wanted: "", commandLine: "", reservedBytes: 0, predictedBytes: 0, loaded: false },
    nextBoot: { crashkernel: "", reservedBytes: 0, entry: "" },
    dump: {
        path: "",
        mode: "",
        freeBytes: 0,
        neededBytes: 0,
        neededFrom: DumpSizeSource.Meminfo,
        level: 0,
        filtering: DumpFiltering.Unknown,
        encryptedVolume: "",
    },
    service: { unit: "", enabled: false, active: false },
    vmlinux: "",
    rebootRequired: false,
    ready: false,
    reason: "This Kdump is disabled.",
    remarks: [],
    lastDrill: "",
    time: "",
};
