# shellcheck shell=sh
# What the next boot would boot: the boot loader's default entry, as its files say it now. Empty where that cannot be
# told, and nothing is made of it then.

# The entry's title, the kernel's release, and its crashkernel= arguments; what they reserve, in bytes.
next_boot_title='' next_boot_release='' next_boot_arguments='' next_boot_bytes=0

# next_boot_read: once per run.
next_boot_read() {
    next_boot_title='' next_boot_release='' next_boot_arguments='' next_boot_bytes=0
    family next_boot
    if [ -z "$next_boot_arguments" ]; then return 0; fi
    # What the running kernel has made of the same arguments is all that can be known of it.
    if [ "$next_boot_arguments" = "$host_arguments" ] && [ "$next_boot_release" = "$host_release" ]; then
        next_boot_bytes=$host_reserved
        return 0
    fi
    predict "$next_boot_arguments" "$host_memory" "${next_boot_release:-$host_release}" "$host_arch" "$host_low"
    next_boot_bytes=$RET
}

# next_boot_entry TITLE KERNEL ARGUMENTS: the entry is found. KERNEL is the file, which the release is part of.
next_boot_entry() {
    next_boot_title=$1
    next_boot_release=${2##*/}
    next_boot_release=${next_boot_release#vmlinuz-}
    arguments_find "$3"
    next_boot_arguments=$RET
}

# next_boot_saved FILE NAME: RET is that variable in a grubenv.
next_boot_saved() {
    RET=
    if [ -f "$1" ]; then RET=$(sed -n "s/^$2=//p" "$1" | tail -n 1) || RET=; fi
}

# The default entry of a grub.cfg: saved and once are what grubenv says. An entry is known by its number, title or id,
# in a submenu behind that of the submenu and `>`; one that is not there is the first. Of a submenu alone nothing is
# told.
# shellcheck disable=SC2016
next_boot_awk='
    function word(s,   q, i) {
        q = substr(s, 1, 1)
        if (q != sq && q != "\"") { sub(/[ \t].*/, "", s); return s }
        i = index(substr(s, 2), q)
        return i ? substr(s, 2, i - 1) : ""
    }
    function is(token, n) { return token == place[n] || token == title[n] || (id[n] != "" && token == id[n]) }

    # The entry that the words from i on lead to, below a submenu.
    function find(above, i,   n, found) {
        for (n = 1; n <= count; n++) if (parent[n] == above && is(words[i], n)) {
            if (i == many) return menu[n] ? -1 : n
            if (menu[n] && (found = find(n, i + 1))) return found
        }
        return 0
    }
    BEGIN { sq = sprintf("%c", 39) }
    { line = $0; sub(/^[ \t]+/, "", line); sub(/[ \t]+$/, "", line) }
    line ~ /^set default=/ {
        text = word(substr(line, 13))
        if (text !~ /next_entry/) chosen = text
        else chooses = 1
    }
    line ~ /^(menuentry|submenu)[ \t]/ && line ~ /[{]$/ {
        count++
        menu[count] = line ~ /^submenu/
        rest = line
        sub(/^[a-z]+[ \t]+/, "", rest)
        title[count] = word(rest)
        if (match(line, /([$]menuentry_id_option|--id)[ \t=]+/)) id[count] = word(substr(line, RSTART + RLENGTH))
        parent[count] = depth ? stack[depth] : 0
        place[count] = seen[parent[count]]++ ""
        stack[++depth] = count
        next
    }
    line ~ /[{]$/ { stack[++depth] = 0; next }
    line == "}" { if (depth) depth--; next }
    depth && stack[depth] && line ~ /^linux[a-z0-9]*[ \t]/ && !(stack[depth] in kernel) {
        split(line, parts, /[ \t]+/)
        kernel[stack[depth]] = parts[2]
        sub(/^[^ \t]+[ \t]+[^ \t]+[ \t]*/, "", line)
        arguments[stack[depth]] = line
    }
    END {
        if (chosen ~ /saved_entry/) chosen = saved
        if (chooses && once != "") chosen = once
        many = split(chosen, words, ">")
        found = many ? find(0, 1) : 0
        if (!found && many > 1) { words[1] = chosen; many = 1; found = find(0, 1) }
        if (!found) { words[1] = "0"; many = 1; found = find(0, 1) }
        if (found > 0 && found in kernel) print title[found] "\n" kernel[found] "\n" arguments[found]
    }
'

# next_boot_menu GRUB.CFG GRUBENV
next_boot_menu() {
    local next_boot_env="$2" next_boot_once next_boot_found next_boot_kernel
    if [ ! -f "$1" ]; then return 0; fi
    next_boot_saved "$next_boot_env" next_entry
    next_boot_once=$RET
    next_boot_saved "$next_boot_env" saved_entry
    next_boot_found=$(awk -v once="$next_boot_once" -v saved="$RET" "$next_boot_awk" "$1") || next_boot_found=
    if [ -z "$next_boot_found" ]; then return 0; fi
    next_boot_kernel=${next_boot_found#*"$NL"}
    next_boot_entry "${next_boot_found%%"$NL"*}" "${next_boot_kernel%%"$NL"*}" "${next_boot_kernel#*"$NL"}"
}

# next_boot_facts: the members of `nextBoot`.
next_boot_facts() {
    arguments_value "$next_boot_arguments"
    json_add crashkernel "$RET"
    json_put reservedBytes "$next_boot_bytes"
    json_add entry "$next_boot_title"
}
