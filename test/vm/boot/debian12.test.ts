// Linux 6.1: memory is rounded up to 128 MiB, and of a pair the block above 4 GiB alone is counted.
import { Pair, reservationsOf } from "./reservationsOf";

const steps = "0M-2G:0M,2G-8G:192M,8G-:256M";
const gaps = "1G-2G:128M,3G-4G:160M";
const redHat8 = "1G-4G:192M,4G-64G:256M,64G-:512M";
const redHat10 = "2G-64G:256M,64G-:512M";

function each(value: string, memories: string[]): Pair[] {
    return memories.map((memory) => [value, memory]);
}

reservationsOf("debian-12", [
    ...each(steps, ["1G", "1920M-1", "1920M", "1920M+1", "2047M", "2G-1", "2G", "2G+1", "2049M"]),
    ...each(steps, ["8063M", "8064M", "8064M+1", "8191M", "8G", "8193M"]),
    ...each(gaps, ["896M", "896M+1", "1023M", "1G", "1025M", "1920M", "1920M+1", "2G", "2816M"]),
    ...each(gaps, ["2944M", "2944M+1", "3G", "3968M", "3968M+1", "4095M"]),
    ...each("512M-:192M", ["384M", "384M+1", "511M", "512M", "513M"]),
    ...each("384M-:128M", ["256M", "256M+1", "384M"]),
    ...each(redHat8, ["1G", "3968M", "3968M+1", "4G", "4097M"]),
    ...each(redHat10, ["1G", "1920M+1", "2G"]),
    // Sizes of every machine, and those that are as large as the machine.
    ...each("192M", ["1G", "2G"]),
    ...each("131072K", ["1G"]),
    ...each("1G", ["4G"]),
    ...each("0M", ["1G"]),
    ...each("2G", ["2G", "1G"]),
    ...each("64M-4G:512M", ["384M", "512M"]),
    ...each("64M-1G:480M", ["460M"]),
    // The last of several counts, and a pair where there is no other.
    ...each("128M 192M", ["1G"]),
    ...each("192M 512M,high", ["5G"]),
    ...each("512M,high", ["2G", "5G"]),
    ...each("512M,high 64M,low", ["2G", "5G"]),
    ...each("512M,high 0M,low", ["5G"]),
    ...each("1G,high 128M,low", ["6G"]),
    // What is not managed: pages that no one rounds to, other numbers, overlaps, and what breaks off.
    ...each("98561K", ["1G"]),
    ...each("0x8000000", ["1G"]),
    ...each("0200M", ["1G"]),
    ...each("256MB", ["1G"]),
    ...each("M", ["1G"]),
    ...each("none", ["1G"]),
    ...each("512M-:128M,1G-:256M", ["1G"]),
    ...each("512M-2G:128MB,2G-:256M", ["1G", "2G"]),
    ...each("2G-:256M,", ["1G"]),
    ...each("2G-4G:64M,4G-:2G", ["1G"]),
    ...each("lots 128M,high", ["1G"]),
    ...each("0 128M,high", ["1G"]),
    ...each("128M 64M,cma", ["1G"]),
    // An address that is free.
    ...each("128M@256M", ["1G"]),
    ...each("512M-:128M@0x10100000", ["1G"]),
    // Below 4 GiB there are 3 GiB on this machine.
    ...each("3500M", ["5G", "7G"]),
]);
