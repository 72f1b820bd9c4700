// What processes compute together, a line each with a hash of its bits: scripts/client runs this program on several numbers
// of processes and threads, and wants the same lines of all. Each line is that of all processes, or the program ends.

import Foundation
import Nabla

guard CommandLine.arguments.count == 2, let threads = Int(CommandLine.arguments[1]), threads >= 1 else {
  FileHandle.standardError.write(Data("usage: Cluster THREADS\n".utf8))
  exit(2)
}
let execution = Execution(threads: threads, group: .world)
do {
  try trainings(execution)
  try minima(execution)
  try regressions(execution)
  try posteriors(execution)
} catch {
  ProcessGroup.world.fail(1) { FileHandle.standardError.write(Data("cluster: \(error)\n".utf8)) }
}
exit(ProcessGroup.world.finish())
