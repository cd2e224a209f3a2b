/**
 * The script for bash. Unlike that of the completion library it needs no package bash-completion, and it never evaluates what
 * the user has typed: `$(...)` does not run at a press of the tab key.
 */
export const bashScript = `# bash completion for looker-auth
_looker_auth() {
  local words=() word joins= line prefix= current
  # Bash splits words at = and : too.
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD}"; do
    if [[ \${#words[@]} -gt 0 && ( $word =~ ^[=:]+$ || -n $joins ) ]]; then
      words[\${#words[@]}-1]+=$word
    else
      words+=("$word")
    fi
    [[ $word =~ ^[=:]+$ ]] && joins=yes || joins=
  done
  current=\${words[\${#words[@]}-1]}
  [[ $current == -* ]] && current=\${current#*=}
  [[ $COMP_WORDBREAKS == *:* ]] && prefix=\${current%"\${current##*:}"}
  COMPREPLY=()
  while IFS= read -r line; do
    [[ $line == :* ]] && continue
    line=\${line%%$'\\t'*}
    COMPREPLY+=("\${line#"$prefix"}")
  done < <(looker-auth complete -- "\${words[@]}" 2>/dev/null)
}
complete -o bashdefault -o default -F _looker_auth looker-auth
`
