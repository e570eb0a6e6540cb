# Completion of ticketgate for fish.
complete -c ticketgate -n __fish_use_subcommand -f -a "(ticketgate --help | sed -n 's/^  \([a-z][a-z-]*\)  *\(.*\)/\1\t\2/p')"
complete -c ticketgate -n '__fish_seen_subcommand_from quarantine' -f -a 'list show retry extract drop'
complete -c ticketgate -n '__fish_seen_subcommand_from outbox' -f -a 'send list'
complete -c ticketgate -s c -l config -r -d 'Configuration file'
complete -c ticketgate -n 'not __fish_use_subcommand' -a "(ticketgate (commandline -opc)[2] --help 2>/dev/null | string match -r -a -- '--[a-z][a-z-]*')"
