# shellcheck shell=sh
# A program of Python's that lies in an environment of its own, as pip and pipx make them: confined, it has to see that,
# and the Python that it was made of, where they lie. Those of the distribution are below /usr.

# interpreter_show FILE: what FILE's first line names, in the jail.
interpreter_show() {
    local interpreter_python
    interpreter_python=$(head -c 300 "$1" 2>/dev/null | tr -d '\000' | sed -n '1s/^#! *\(\/[^ ]*\).*/\1/p') || return 0
    if [ -f "${interpreter_python%/bin/*}/pyvenv.cfg" ]; then
        interpreter_prefix "$interpreter_python"
        interpreter_prefix "$(readlink -f "$interpreter_python")"
    fi
}

# interpreter_prefix PYTHON: the directory that its bin/ is in.
interpreter_prefix() {
    local interpreter_dir="${1%/bin/*}"
    case $interpreter_dir in
    '' | /usr | /usr/*) return 0 ;;
    esac
    for RET in "$interpreter_dir"/lib/python3*; do
        if [ ! -d "$RET" ]; then continue; fi
        confined_bind "$interpreter_dir" "$confined_jail$interpreter_dir"
        break
    done
}
