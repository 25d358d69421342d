# Completion of coach for fish, as `coach completion fish` prints it.

function __coach_completion
    set --local program (commandline --tokenize --current-process)[1]
    set program (string replace --regex '^~/' "$HOME/" -- $program)
    command --query -- $program; or set program @PROGRAM@
    set --local typed (commandline --current-process --cut-at-cursor | string collect)
    for line in (_COACH_COMPLETE=fish_complete COMP_LINE=$typed $program 2>/dev/null)
        set --local item (string split \t -- $line)
        if test $item[1] = file
            set --local token (commandline --current-token --cut-at-cursor)
            for path in (__fish_complete_path (string replace -- "$item[2]" '' $token))
                echo -- $item[2]$path
            end
        else
            printf '%s\t%s\n' $item[2] $item[3]
        end
    end
end

complete --command coach --no-files --keep-order --arguments '(__coach_completion)'
