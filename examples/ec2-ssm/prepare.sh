#!/bin/sh
# Makes this VM ready with the script whose SHA-256 is SUM, which lies beside it. Exit status 194 has SSM's agent reboot the
# VM and run this again from its beginning.
set -eu
sum=$1
here=/var/lib/kdump-ssm
result=/var/lib/pulumi-kdump-first-boot/result
rebooted=$here/rebooted

if ! echo "$sum  $here/kdump.sh" | sha256sum -c --status; then
    echo "$here/kdump.sh is not the script that was declared." >&2
    exit 1
fi
sh "$here/kdump.sh"
# The document's timeout ends it.
until [ -f "$result" ]; do sleep 5; done
cat "$result"
case $(cat "$result") in
ready*)
    rm -f "$rebooted"
    exit 0
    ;;
not-ready*) ;;
*) exit 1 ;;
esac

# One reboot, if that is what is missing.
case $(kdump-host status) in
*'"rebootRequired":true'*) ;;
*) exit 1 ;;
esac
boot=$(cat /proc/sys/kernel/random/boot_id)
if [ ! -f "$rebooted" ]; then echo "$boot" >"$rebooted"; fi
if [ "$(cat "$rebooted")" = "$boot" ]; then exit 194; fi
rm -f "$rebooted"
echo "A reboot did not help." >&2
exit 1
