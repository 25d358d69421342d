#compdef coach
# Completion of coach for zsh, as `coach completion zsh` prints it.

_coach_completion() {
    local program line kind value about typed="${words[1,CURRENT-1]} $QIPREFIX$IPREFIX$PREFIX"
    local -a found shown item more
    program=$(whence -p -- "${${(Q)words[1]}/#\~\//$HOME/}") || program=@PROGRAM@
    for line in "${(@f)$(_COACH_COMPLETE=zsh_complete COMP_LINE=$typed $program 2>/dev/null)}"; do
        item=("${(@ps:\t:)line}")
        case $item[1] in
            part) more=(-S ''); found+=("$item[2]"); shown+=("$item[3]") ;;
            word) found+=("$item[2]"); shown+=("$item[3]") ;;
            file) [[ -n $item[2] ]] && compset -P '*='; _files ;;
        esac
    done
    (( $#found )) && compadd -U -V coach -l -d shown "${more[@]}" -a found
}

(( $+functions[compdef] )) || { autoload -Uz compinit && compinit -i }
if [[ $zsh_eval_context[-1] == loadautofunc ]]; then
    _coach_completion "$@"
else
    compdef _coach_completion coach
fi
