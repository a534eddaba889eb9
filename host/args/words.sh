# shellcheck shell=sh
# Made by `npm run generate` from data/drill.json: change it there.

# What a drill is told, so that nobody crashes a machine by accident.
words_drill='this crashes the machine'
