// Linux 6.12: memory is rounded up to 128 MiB, and both blocks of a pair are counted.
import { Pair, reservationsOf } from "./reservationsOf";

const pairs: Pair[] = [
    ["2G-8G:192M,8G-:256M", "1920M"],
    ["2G-8G:192M,8G-:256M", "1920M+1"],
    ["2G-8G:192M,8G-:256M", "8064M"],
    ["2G-8G:192M,8G-:256M", "8064M+1"],
    ["192M", "1G"],
    ["2G", "2G"],
    ["128M 192M", "1G"],
    ["192M 512M,high", "5G"],
    ["512M,high", "2G"],
    ["512M,high", "5G"],
    ["512M,high 64M,low", "2G"],
    ["512M,high 64M,low", "5G"],
    ["512M,high 0M,low", "5G"],
    ["3500M", "5G"],
    ["3500M", "7G"],
    ["4G-:3500M", "7G"],
    ["98561K", "1G"],
    ["0x8000000", "1G"],
    ["lots 128M,high", "1G"],
    ["0 128M,high", "1G"],
    ["512M,high 64MB,low", "5G"],
    ["2G-4G:64M,4G-:2G", "1G"],
    ["128M 64M,cma", "1G"],
    ["128M@256M", "1G"],
    ["128M@257M", "1G"],
    ["512M-:128M@256M", "1G"],
    ["256M@4G", "6G"],
];
reservationsOf("debian-13", pairs);
