# shellcheck shell=sh
# Newer kernels of this distribution whose changelogs mention a function that was on the stack: one of them may mend it.
# Only what is installed and what the package manager tells of its own repositories is read, and nothing is installed.
# Which of the functions is to blame, the plan's half decides (src/vmcore).

# What is known of them: a line `PACKAGE VERSION SOURCE` for each kernel whose changelog was read, the one that crashed
# first, with the source `own`; then a line `PACKAGE VERSION SOURCE: ENTRY` for each mention. No file where nothing
# could be looked up.
fixed_found=

# fixed_find LOG: the functions are those of crash's backtrace and of the end of LOG.
fixed_find() {
    fixed_found=$vmcore_dir/newer
    fixed_words "$1" >"$vmcore_dir/words"
    if [ -z "$dumps_release" ] || [ ! -s "$vmcore_dir/words" ]; then return 0; fi
    say "looking for newer kernels whose changelogs mention a function of the stack"
    # What ends the look-up does not end the report.
    (table_find && family changelogs "$dumps_release" "$vmcore_dir") 2>>"$log" </dev/null 6<&- 7<&- |
        head -c 67108864 | fixed_mentions "$vmcore_dir/words" >"$fixed_found" || :
}

# fixed_words LOG: the functions without the compiler's suffixes, the innermost of crash's stack first; a system call by
# the name that it has on every architecture as well.
fixed_words() {
    {
        cat "$crash_dir/btl.txt" "$crash_dir/bt.txt" 2>/dev/null | head -c 200000
        tail -n 200 "$1" 2>/dev/null | tail -c 20000
    } | awk '
        function add(word) {
            sub(/^\.+/, "", word)
            sub(/[^A-Za-z0-9_].*/, "", word)
            if (length(word) < 3 || length(word) > 127 || word in seen || count >= 200) return
            seen[word]
            count++
            print word
            if (match(word, /_sys_[a-z]/)) add(substr(word, RSTART + 1))
        }
        /^ *#[0-9]+ \[/ { add($3) }
        {
            # A line may be as long as the machine that crashed liked.
            n = split(substr($0, 1, 400), piece, "+")
            for (i = 1; i < n; i++)
                if (piece[i + 1] ~ /^[0-9]/ && match(piece[i], /[A-Za-z_][A-Za-z0-9_.]*$/))
                    add(substr(piece[i], RSTART))
        }'
}

# fixed_mentions WORDS: of what a family prints (`changelogs`). What the crashed kernel says too, or an older one of the
# newer, is said once: without what follows in brackets, where a backport has other numbers. A word of English is a
# function only with a bracket behind it. Of each function the first four count; of an entry, its beginning.
fixed_mentions() {
    awk -v words="$1" '
        BEGIN { while ((getline word <words) > 0) rank[word] = ++ranks }
        function isTold(word) {
            return word ~ /[_0-9]/ || item ~ ("(^|[^A-Za-z0-9_])" word "[(]")
        }
        function finish(    i, n, best, key, token) {
            best = 0
            n = split(item, token, /[^A-Za-z0-9_]+/)
            for (i = 1; i <= n; i++) {
                if (!(token[i] in rank) || !isTold(token[i])) continue
                if (source != "own" && count[token[i]] >= 4) continue
                if (!best || rank[token[i]] < best) best = rank[token[i]]
            }
            if (!best) return
            key = item
            sub(/^[-*+] */, "", key)
            if (match(key, / [([{]/) && RSTART > 16) key = substr(key, 1, RSTART - 1)
            if (key in seen) return
            seen[key]
            if (source == "own") return
            for (i = 1; i <= n; i++) count[token[i]]++
            mention[++mentions] = name " " version " " source ": " substr(item, 1, 600)
            at[mentions] = best
        }
        /^@ / {
            finish()
            item = ""
            name = $2
            version = $3
            source = $4
            print name, version, source
            next
        }
        {
            isNew = /^ *([-*+] |$)/ || /^ [^ \t]/
            sub(/^[ \t]+/, "")
            if (isNew) {
                finish()
                item = ""
            }
            if (length(item) < 1000) item = item (item == "" ? "" : " ") substr($0, 1, 1000)
        }
        END {
            finish()
            for (i = 1; i <= ranks; i++) for (j = 1; j <= mentions; j++) if (at[j] == i) print mention[j]
        }'
}
