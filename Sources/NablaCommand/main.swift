import Foundation

// A reader that goes away, of standard output or gnuplot, is seen by the functions that write.
signal(SIGPIPE, SIG_IGN)
let status = Program.run(Array(CommandLine.arguments.dropFirst()))
exit(status == 0 && Console.lostResults ? 1 : status)
