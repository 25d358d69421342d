# Completion of coach for bash, as `coach completion bash` prints it.

_coach_completion() {
    local program kind value about path
    program=$(type -P -- "${1/#\~\//$HOME/}") || program=@PROGRAM@
    COMPREPLY=()
    while IFS=$'\t' read -r kind value about; do
        case $kind in
            part) compopt -o nospace; COMPREPLY+=("$value") ;;
            word) COMPREPLY+=("$value") ;;
            file)
                compopt -o filenames
                while IFS= read -r path; do COMPREPLY+=("$path"); done < <(compgen -f -- "$2")
                ;;
        esac
    done < <(_COACH_COMPLETE=bash_complete COMP_LINE="${COMP_LINE:0:COMP_POINT}" COMP_WORD="$2" "$program" 2>/dev/null)
}

complete -o nosort -F _coach_completion coach
