# shellcheck shell=sh
# hex: stdin in hexadecimal, as one word.
hex() {
    od -A n -v -t x1 | tr -d ' \n'
}
