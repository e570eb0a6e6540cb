# Completion of ticketgate for fish. The program itself says which words there are: `ticketgate COMMAND --complete` prints
# each with its value and what it is, tabs between them.
function __ticketgate_complete
    set -l tokens (commandline -opc)
    set -l program $tokens[1]
    set -l word (commandline -ct)
    set -l count (count $tokens)
    if test $count -eq 1; or begin; test $count -eq 2; and test $tokens[2] = help; end
        $program --complete 2>/dev/null | while read -l -d \t name value text
            if test $count -eq 2; and string match -qr '^(-|help$)' -- $name
                continue
            end
            printf '%s\t%s\n' $name $text
        end
        return
    end
    set -l before $tokens[-1]
    set -l prefix
    if string match -qr '^--[^=]*=' -- $word
        set before (string replace -r '=.*' '' -- $word)
        set prefix $before=
    end
    $program $tokens[2] --complete 2>/dev/null </dev/null | while read -l line
        set -l fields (string split \t -- $line)
        if test "$fields[1]" = "$before"; and string match -q -- '-*' $before; and test -n "$fields[2]"
            if string match -q -- '*|*' $fields[2]
                printf "$prefix%s\n" (string split '|' -- $fields[2])
            else if string match -qr 'FILE|PATH' -- $fields[2]
                __fish_complete_path (string replace -- "$prefix" '' $word)
            end
            return
        end
    end
    set -l verbs 0
    $program $tokens[2] --complete 2>/dev/null </dev/null | while read -l line
        set -l fields (string split \t -- $line)
        if string match -q -- '-*' $word; and string match -q -- '-*' $fields[1]
            printf '%s\t%s\n' $fields[1] $fields[3]
        else if not string match -q -- '-*' $word; and not string match -q -- '-*' $fields[1]
            if test -n "$fields[1]"; and test $count -eq 2
                set verbs 1
                printf '%s\t%s\n' $fields[1] $fields[3]
            else if test -z "$fields[1]"; and test $verbs -eq 0; and string match -qr 'FILE|PATH' -- $fields[2]
                __fish_complete_path $word
            end
        end
    end
end
complete -c ticketgate -f -a '(__ticketgate_complete)'
