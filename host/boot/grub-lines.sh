# shellcheck shell=sh
# The assignments of GRUB_CMDLINE_LINUX and GRUB_CMDLINE_LINUX_DEFAULT in a text of /etc/default/grub, which
# grub-mkconfig has a shell read: values in quotes that may go over several lines, with a comment behind them.
# crashkernel= is taken out of such a value alone, so that comments and all other lines stay byte for byte.

# Reads each text whole, in one pass. `wide` is whether the blanks before a word go with it, or one of them; `strict`
# whether an assignment that is more than one plain value ends it, by status 4, and whether a value without quotes is
# added to.
# shellcheck disable=SC2016
grub_lines_awk='
    function char(i) { return substr(s, i, 1) }
    function blank(c) { return c == " " || c == "\t" }

    # Cuts s into chunks: an assignment, or a run of other lines. Lines in quotes that are open belong together.
    function parse(t,   n, i, end, head, count) {
        s = t
        n = length(s)
        chunks = 0
        for (i = 1; i <= n; i = end) {
            head = match(substr(s, i, 100), /^[ \t]*(export[ \t]+)?GRUB_CMDLINE_LINUX(_DEFAULT)?[+]?=/) ? RLENGTH : 0
            chunks++
            from[chunks] = i
            start[chunks] = head ? i + head : 0
            key[chunks] = head ? substr(s, i, head) : ""
            read(chunks, head ? i + head : i)
            end = to[chunks]
        }
    }

    # Reads the command that begins at i as far as its line ends: to is behind that, value_end behind a value.
    function read(chunk, i,   q, c, word) {
        q = ""
        quoted[chunk] = open_at[chunk] = close_at[chunk] = value_end[chunk] = escaped[chunk] = odd[chunk] = 0
        word = start[chunk]
        for (; i <= length(s); i++) {
            c = char(i)
            if (q == "" && c == "\n") break
            if (c == "\\" && q != sq) {
                i++
                if (char(i) != "\n") escaped[chunk] = 1
                continue
            }
            if (q != "") {
                if (c == q) {
                    q = ""
                    if (word) close_at[chunk] = i
                }
                continue
            }
            if (c == sq || c == dq) {
                q = c
                if (word) quoted[chunk]++
                if (word && !open_at[chunk]) open_at[chunk] = i + 1
                continue
            }
            if (blank(c) || index(";&|<>()", c)) {
                if (word) value_end[chunk] = i
                word = 0
                if (!blank(c)) odd[chunk] = 1
                continue
            }
            if (c == "#" && !word && (i == 1 || index(" \t\n;&|()", char(i - 1)))) {
                while (i <= length(s) && char(i) != "\n") i++
                break
            }
            if (!word) odd[chunk] = 1
            if (word && index("$`", c)) escaped[chunk] = 1
        }
        if (word) value_end[chunk] = i
        if (q != "") odd[chunk] = 1
        to[chunk] = i + 1
    }

    # One value in quotes, or plain text.
    function simple(chunk) {
        if (odd[chunk]) return 0
        if (!quoted[chunk]) return !escaped[chunk]
        return quoted[chunk] == 1 && open_at[chunk] == start[chunk] + 1 && close_at[chunk] == value_end[chunk] - 1
    }

    # The text from a to b without crashkernel= words.
    function strip(a, b,   out, done, i, at, end, cut) {
        out = ""
        done = i = a
        while (i < b && (at = index(substr(s, i, b - i), "crashkernel=")) > 0) {
            at += i - 1
            i = at + 12
            if (at > first && !index(" \t\n" dq sq, char(at - 1))) continue
            for (end = i; end < b && !index(" \t\n\\" dq sq, char(end)); end++) continue
            cut = at
            while (cut > done && (wide ? blank(char(cut - 1)) : cut == at && char(cut - 1) == " ")) cut--
            if (wide && cut == at) while (end < b && blank(char(end))) end++
            out = out substr(s, done, cut - done)
            done = i = end
        }
        return out substr(s, done, b - done)
    }

    # What follows i in a chunk.
    function rest(i, chunk) { return substr(s, i, to[chunk] - i) }

    function stripped(chunk) {
        first = start[chunk]
        return key[chunk] strip(start[chunk], value_end[chunk]) rest(value_end[chunk], chunk)
    }

    # The same with words at the end of its value.
    function added(chunk,   inside, head, tail) {
        first = start[chunk]
        if (!quoted[chunk]) {
            inside = strip(first, value_end[chunk])
            inside = inside (inside == "" ? "" : " ") add
            if (inside ~ / /) inside = dq inside dq
            return key[chunk] inside rest(value_end[chunk], chunk)
        }
        inside = strip(open_at[chunk], close_at[chunk])
        return key[chunk] char(first) inside (inside == "" ? "" : " ") add rest(close_at[chunk], chunk)
    }

    # What undo knows an assignment by: how it is quoted does not count.
    function same(chunk,   inside) {
        first = start[chunk]
        if (simple(chunk) && quoted[chunk]) inside = strip(open_at[chunk], close_at[chunk])
        else inside = strip(first, value_end[chunk])
        return key[chunk] inside "\n" rest(value_end[chunk], chunk)
    }

    BEGIN {
        sq = sprintf("%c", 39)
        dq = "\""
    }
    { text[part] = text[part] $0 "\n" }
    END {
        if (mode == "undo") {
            parse(text["was"])
            for (i = 1; i <= chunks; i++) if (start[i]) {
                was[same(i)] = substr(s, from[i], to[i] - from[i])
                had[key[i]] = 1
            }
        }
        parse(text["now"])
        target = 0
        for (i = 1; i <= chunks; i++) {
            if (strict && start[i] && !simple(i)) {
                printf "%s", substr(s, from[i], to[i] - from[i] - 1)
                exit 4
            }
            if (mode == "add" && key[i] == name "=" && simple(i) && (strict || quoted[i] && !escaped[i])) target = i
        }
        for (i = 1; i <= chunks; i++) {
            if (!start[i]) new = substr(s, from[i], to[i] - from[i])
            else if (i == target) new = added(i)
            else if (mode != "undo") new = stripped(i)
            else if (same(i) in was) new = was[same(i)]
            else {
                new = stripped(i)
                # A line that is there for our words alone.
                if (!(key[i] in had) && new == key[i] dq dq "\n" && new != substr(s, from[i], to[i] - from[i])) new = ""
            }
            printf "%s", new
        }
        exit mode == "add" && !target ? 3 : 0
    }
'

# grub_lines TEXT: RET is TEXT, which ends with a newline, without crashkernel= in these assignments. What more is done
# is in variables of awk: mode=add with name= and add= puts words behind the last plain assignment of a name (status 3:
# there is none), mode=undo makes of each line that says the same as one of the original that one.
grub_lines() {
    lines_text=$1 lines_was=/dev/null
    shift
    if [ -f "$state/original.grub" ]; then lines_was=$state/original.grub; fi
    if RET=$(
        lines_status=0
        printf '%s' "$lines_text" | awk "$@" "$grub_lines_awk" part=was "$lines_was" part=now - || lines_status=$?
        printf x
        exit $lines_status
    ); then lines_status=0; else lines_status=$?; fi
    RET=${RET%x}
    return $lines_status
}
