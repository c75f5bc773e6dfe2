export const shells = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof shells)[number];

/**
 * What a shell runs to complete a command line: each asks `linkwright complete` with the words so far, of which the last is being
 * typed, and reads lines of a word, a tab and a description. No line: a file is meant.
 */
export const shellScripts: Readonly<Record<Shell, string>> = {
  bash: String.raw`# Completion of linkwright for bash. Load it with: source <(linkwright completion bash)
_linkwright() {
  local line
  COMPREPLY=()
  while IFS= read -r line; do
    COMPREPLY+=("$(printf '%q' "${'$'}{line%%$'\t'*}")")
  done < <("${'$'}{COMP_WORDS[0]}" complete -- "${'$'}{COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
}
complete -o default -F _linkwright linkwright
`,
  zsh: String.raw`#compdef linkwright
# Completion of linkwright for zsh. Load it with: source <(linkwright completion zsh)
_linkwright() {
  local line
  local -a candidates
  while IFS= read -r line; do
    candidates+=("${'$'}{${'$'}{line%%$'\t'*}//:/\\:}:${'$'}{line#*$'\t'}")
  done < <("${'$'}{words[1]}" complete -- "${'$'}{(@)words[2,CURRENT]}" 2>/dev/null)
  if (( ${'$'}{#candidates} )); then
    _describe linkwright candidates
  else
    _files
  fi
}
if [[ "${'$'}{funcstack[1]}" == _linkwright ]]; then
  _linkwright "$@"
else
  compdef _linkwright linkwright
fi
`,
  fish: String.raw`# Completion of linkwright for fish. Load it with: linkwright completion fish | source
function __linkwright_complete
  set -l words (commandline -opc)
  set -l current (commandline -ct)
  set -l found ($words[1] complete -- $words[2..-1] "$current" 2>/dev/null)
  if test (count $found) -gt 0
    printf '%s\n' $found
  else
    __fish_complete_path "$current"
  end
end
complete -c linkwright -f -a '(__linkwright_complete)'
`,
};
