internal import Nabla

/// The processes of this run of the program, where mpirun has started several: they share the work of one command, and the
/// first one prints and writes.
enum Processes {
  /// Who shares the work.
  #if MPI
    static let group = ProcessGroup.world
  #else
    static let group = ProcessGroup.single
  #endif

  /// Whether this process prints and writes.
  static var isFirst: Bool { ProcessGroup.startedRank == 0 }

  /// The commands whose work can be shared.
  static let sharing = [
    TrainCommand.description.name, SolveCommand.description.name, EvaluateCommand.description.name,
    CertifyCommand.description.name,
  ]

  /// Refuses to do the same work several times.
  static func check(_ command: String) throws(UsageError) {
    let count = ProcessGroup.startedCount
    guard count > 1 else { return }
    guard group.size == count else {
      throw UsageError(
        "mpirun started \(count) processes, which this build cannot join; build it with '--traits MPI,OpenBLAS,Zlib'")
    }
    guard sharing.contains(command) else {
      throw UsageError(
        "'nabla \(command)' is of one process, and mpirun started \(count); those that share their work are: "
          + sharing.joined(separator: ", "))
    }
  }

  /// Refuses processes that were started with other arguments, or are of another version.
  static func check(_ arguments: [String]) throws(CommandError) {
    let program = "\(Program.version) \(Files.size(of: "/proc/self/exe"))"
    guard group.agrees(on: ([program] + arguments).joined(separator: "\0")) else {
      throw CommandError("the processes have different arguments, or are of different versions of the program")
    }
  }

  /// Refuses files that differ between processes: those that each has read, so that what is wrong in one of them was said.
  ///
  /// - Parameter isStreamed: Whether a file may be too long for every process to read all of it; samples of it count then.
  static func check(files: [String], isStreamed: Bool = false) throws(CommandError) {
    guard group.size > 1 else { return }
    for file in files where !group.agrees(on: Files.fingerprint(of: file, samples: isStreamed ? 64 : nil)) {
      throw CommandError("\(file): the processes have other data: this file is not the same for all of them")
    }
  }

  /// Ends the program after an error, on all processes; where there is one, returns its status.
  static func end(_ status: Int32, _ report: (_ place: String) -> Void) -> Int32 {
    guard group.size > 1 else {
      if isFirst { report("") }
      return status
    }
    group.fail(status) {
      Console.speak()
      report(group.isFirst ? "" : "process \(group.rank): ")
    }
  }
}

extension Model {
  /// The outputs for inputs as they come, n × d, of which each process computes a part.
  func predictTogether(_ x: Matrix<Scalar>) -> Matrix<Scalar> {
    var network = network
    network.execution.group = Processes.group
    return network.predictTogether(scaler.map { $0(x) } ?? x)
  }
}
