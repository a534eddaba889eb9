#!/bin/sh
# Tells the group GROUP how this instance does: ready for service when kdump is, and ready to go when its dumps are in
# BUCKET. Run every half minute. While the instance dumps, nobody runs it, so that the group waits.
set -eu
group=$1 bucket=$2
result=/var/lib/pulumi-kdump-first-boot/result
told=/var/lib/kdump-lifecycle-told

metadata() {
    token=$(curl -sf -X PUT -H 'X-aws-ec2-metadata-token-ttl-seconds: 60' http://169.254.169.254/latest/api/token)
    curl -sf -H "X-aws-ec2-metadata-token: $token" "http://169.254.169.254/latest/meta-data/$1"
}

# finish HOOK RESULT
finish() {
    aws autoscaling complete-lifecycle-action --auto-scaling-group-name "$group" --lifecycle-hook-name "$1" \
        --lifecycle-action-result "$2" --instance-id "$(metadata instance-id)" --region "$(metadata placement/region)"
}

case $(metadata autoscaling/target-lifecycle-state) in
InService)
    if [ -e "$told" ] || [ ! -e "$result" ]; then exit 0; fi
    case $(cat "$result") in
    ready*)
        kdump-host collection s3 "$bucket"
        finish launch CONTINUE
        echo ready >"$told"
        ;;
    # The group starts another one. The console says what is wrong with this one.
    *)
        finish launch ABANDON
        echo failed >"$told"
        ;;
    esac
    ;;
Terminated)
    # What cannot be sent is tried again, until the hook ends.
    if grep -qs ready "$told"; then kdump-host collect; fi
    finish terminate CONTINUE
    ;;
esac
