import Foundation
internal import Nabla

// A reader that goes away, of standard output or gnuplot, is seen by the functions that write, and so is a file that is
// larger than the system allows.
signal(SIGPIPE, SIG_IGN)
signal(SIGXFSZ, SIG_IGN)
let status = Program.run(Array(CommandLine.arguments.dropFirst()))
exit(
  Processes.group.finish(
    Interruption.status ?? (status == 0 && (Console.lostResults || Outcome.hasFailed) ? 1 : status)))
