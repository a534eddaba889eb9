# shellcheck shell=sh
# records_read FILE SEPARATOR KEY=VARIABLE...: each VARIABLE is what FILE, of lines KEY SEPARATOR VALUE, says of its
# KEY; empty where it says nothing, or is not there. The last of two lines counts.
records_read() {
    local records_file="$1" records_separator="$2" records_pair records_key records_value
    shift 2
    for records_pair; do records_set "${records_pair#*=}" ''; done
    if [ ! -r "$records_file" ]; then return 0; fi
    while IFS=$records_separator read -r records_key records_value; do
        for records_pair; do
            if [ "$records_key" = "${records_pair%%=*}" ]; then records_set "${records_pair#*=}" "$records_value"; fi
        done
    done <"$records_file"
}

# records_set VARIABLE VALUE
records_set() { eval "$1=\$2"; }
