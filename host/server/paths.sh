# shellcheck shell=sh disable=SC2034
# Beside kdump-host, which may live on the same host.
program=$root/usr/local/bin/kdump-server
state=$root/var/lib/pulumi-kdump-server
log=$root/var/log/pulumi-kdump-server.log

# The homes of the accounts, which sshd reads as their user.
homes=$root/var/lib/pulumi-kdump-accounts
