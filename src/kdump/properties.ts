import {
    choice,
    component,
    flag,
    group,
    listOf,
    number,
    plain,
    Properties,
    text,
    textLike,
} from "../args/kinds";
import { kdumpConfKind } from "../conf/properties";
import { drillProperties } from "../drill/args";
import { connectionKind } from "../host/connectionProperties";
import { KdumpArgs, OsArgs, RebootPolicy } from "../kdumpArgs";
import { Check } from "../look/check";

const osProperties: Properties<OsArgs> = { id: text, versionId: textLike("12") };

/** What there is to say about a Kdump. */
export const kdumpProperties: Properties<KdumpArgs> = {
    connection: connectionKind,
    instanceId: text,
    dumpServer: component(),
    crashkernel: textLike("256M"),
    memory: textLike("4G"),
    os: group(osProperties, {
        id: "It is missing; give the ID of the host's /etc/os-release, such as debian.",
        versionId: "It is missing; give the VERSION_ID of the host's /etc/os-release, such as 12.",
    }),
    conf: kdumpConfKind,
    debuginfo: flag,
    debuginfoArchive: text,
    debuginfoFiles: listOf(text),
    debuginfod: text,
    report: plain(flag),
    lastGasp: plain(flag),
    reboot: choice("a reboot policy", RebootPolicy),
    rebootTimeout: number,
    check: choice("a way to check", Check),
    takeOver: flag,
    revision: text,
    drill: group(drillProperties),
    enabled: plain(flag),
    removePackages: plain(flag),
    deleteTimeout: plain(number),
};
