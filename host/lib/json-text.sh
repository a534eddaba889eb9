# shellcheck shell=sh
# Texts of many lines, as they are: a byte a character, everything but plain ASCII escaped, because a kernel log or a
# file's name may hold bytes that are no UTF-8, which JSON cannot carry.

# json_text head|tail BYTES LINES: RET is standard input as a JSON string of at most BYTES and LINES, whole lines, the
# first or the last of them. No more of it is read than can be part of that.
json_text() {
    case $1 in
    head) json_end='head -c' ;;
    *) json_end='tail -c' ;;
    esac
    RET=$($json_end "$(($2 + 1))" | od -An -v -tu1 | awk -v end="$1" -v bytes="$2" -v most="$3" '
        BEGIN {
            for (i = 0; i < 256; i++) byte[i] = i > 31 && i < 127 ? sprintf("%c", i) : sprintf("\\u%04x", i)
            byte[9] = "\\t"
            byte[34] = "\\\""
            byte[92] = "\\\\"
        }
        {
            for (i = 1; i <= NF; i++) {
                if ($i != 10) text = text byte[$i]
                else {
                    line[++n] = text "\\n"
                    text = ""
                }
            }
        }
        END {
            if (text != "") line[++n] = text
            from = 1
            to = n
            if (end == "tail") {
                from = n + 1
                while (from > 1 && n - from + 1 < most && (size += length(line[from - 1])) <= bytes) from--
            } else {
                for (to = 0; to < n && to < most && (size += length(line[to + 1])) <= bytes; ) to++
            }
            printf "\""
            for (i = from; i <= to; i++) printf "%s", line[i]
            printf "\""
        }')
}

# json_text_file KEY FILE head|tail BYTES [LINES]: appends a text member; a file that is not there is an empty text.
json_text_file() {
    if [ -f "$2" ]; then json_text "$3" "$4" "${5:-100000}" <"$2"; else RET='""'; fi
    json_put "$1" "$RET"
}

# json_text_name TEXT: RET is a file's name as a JSON string.
json_text_name() {
    json_text head 16384 1000 <<NAME
$1
NAME
    RET=${RET%'\n"'}\"
}
