# shellcheck shell=sh
# What this host was told of crashkernel=, in the state file `crashkernel`: `value VALUE`, and, of the last time that
# the value was `recommended`, `recommended VALUE` with the memory and the release that it was for, and `measured yes`
# where it is a drill's. The step writes it, before the family writes the value; a family's own files show no difference
# between ours and another's.
remembered_value='' remembered_recommended='' remembered_memory='' remembered_version='' remembered_measured=

remembered_read() {
    records_read "$state/crashkernel" ' ' value=remembered_value recommended=remembered_recommended \
        memory=remembered_memory version=remembered_version measured=remembered_measured
    if [ ! -f "$state/crashkernel" ]; then remembered_read_former; fi
    remembered_value=${remembered_value:-$would_value}
}

# Earlier versions remembered it in other files: crashkernel-put on EL, crashkernel-value and `recommended`, a line
# `MEMORY VERSION VALUE`, on SUSE. On Debian the drop-in alone told it.
remembered_read_former() {
    local remembered_name
    family crashkernel_said
    remembered_value=$RET
    for remembered_name in crashkernel-put crashkernel-value; do
        state_get "$remembered_name"
        remembered_value=${remembered_value:-$RET}
    done
    state_get recommended
    read -r remembered_memory remembered_version remembered_recommended <<RECOMMENDED
$RET
RECOMMENDED
}

# remembered_here: RET is what `recommended` was found to be on this machine; status 1 where nobody asked yet.
remembered_here() {
    remembered_read
    RET=$remembered_recommended
    [ -n "$RET" ] && [ "$remembered_memory $remembered_version" = "$host_memory $os_version" ]
}

# remembered_find: RET is what `recommended` stands for here: what it was found to be, or what the family says, raised
# where a drill has seen more.
remembered_find() {
    if ! remembered_here; then family recommended; fi
    measured_raise "$RET"
}

# remembered_recommend: asks the family in any case. The steps that follow take the answer.
remembered_recommend() {
    family recommended
    measured_raise "$RET"
    remembered_recommended_is "$RET"
}

# remembered_recommended_is VALUE: that is what it was found to be, just now.
remembered_recommended_is() {
    remembered_recommended=$1 remembered_memory=$host_memory remembered_version=$os_version
    remembered_measured=$measured_raised
}

# remembered_put VALUE: after remembered_read.
remembered_put() {
    local remembered_text="value $1$NL"
    if [ -n "$remembered_recommended" ]; then
        remembered_text="${remembered_text}recommended $remembered_recommended$NL"
        remembered_text="${remembered_text}memory $remembered_memory${NL}version $remembered_version$NL"
        if [ -n "$remembered_measured" ]; then remembered_text="${remembered_text}measured yes$NL"; fi
    fi
    state_get crashkernel
    if [ "$RET$NL" != "$remembered_text" ] && ! would_write "$state/crashkernel"; then
        state_put crashkernel "$remembered_text"
    fi
    if [ "$1" != "$remembered_value" ]; then changed=true; fi
    remembered_value=$1
    state_forget crashkernel-put crashkernel-value recommended
}

remembered_forget() {
    if [ -n "$remembered_value" ]; then changed=true; fi
    state_forget crashkernel crashkernel-put crashkernel-value recommended
    remembered_value='' remembered_recommended=
}
