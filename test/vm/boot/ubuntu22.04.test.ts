// Linux 5.15: memory is not rounded, and of a pair the block above 4 GiB alone is counted.
import { Pair, reservationsOf } from "./reservationsOf";

const pairs: Pair[] = [
    ["2G-8G:192M,8G-:256M", "1920M+1"],
    ["2G-8G:192M,8G-:256M", "2047M"],
    ["2G-8G:192M,8G-:256M", "2G-1"],
    ["2G-8G:192M,8G-:256M", "2G"],
    ["2G-8G:192M,8G-:256M", "8G-1"],
    ["2G-8G:192M,8G-:256M", "8G"],
    ["1G-2G:128M,3G-4G:160M", "2G-1"],
    ["1G-2G:128M,3G-4G:160M", "2G"],
    ["192M", "1G"],
    ["2G", "2G"],
    ["512M,high", "5G"],
    ["512M,high 64M,low", "5G"],
    ["3500M", "7G"],
    ["98561K", "1G"],
    ["512M,high 64MB,low", "5G"],
    ["0 512M,high", "5G"],
    ["128M@257M", "1G"],
    ["128M 64M,cma", "1G"],
];
reservationsOf("ubuntu-22.04", pairs);
