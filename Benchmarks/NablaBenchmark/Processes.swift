internal import Nabla

/// One optimiser step by several processes, in single precision, with what its messages cost: started by mpirun.
///
/// All take the same number of steps, as none can go on alone. The first process reports.
enum ProcessesBenchmark: Benchmark {
  static let name = "processes"
  static let summary = "one optimiser step by the processes that mpirun started, and what their messages cost"
  static let options: Set = ["--layers", "--batch", "--threads", "--activation", "--likelihood", "--repetitions"]

  private static let warmUp = 20

  static func run(_ options: Options, _ report: Report) throws(UsageError) {
    let workload = Workload<Float>(layers: options.layers, batch: options.batch ?? 512, options)
    let (group, memory) = (ProcessGroup.world, SumsOverProcesses())
    let steps = StepBenchmark.withSteps(of: .adam(learningRate: 1e-5), on: workload, by: group) { step in
      times(options.repetitions) {
        let loss = step()
        precondition(loss.isFinite, "the error is not finite")
      }
    }
    var sum = [Float](repeating: 1, count: workload.network.architecture.parameterCount)
    // By turns, so that what disturbs one disturbs the other.
    var tree: [Double] = []
    var plain: [Double] = []
    for _ in 0..<10 {
      tree += times(options.repetitions / 10 + 1) { memory.addUp(&sum, by: group) }
      for i in sum.indices { sum[i] = 1 }
      plain += times(options.repetitions / 10 + 1) { group.addUpByMPI(&sum) }
      for i in sum.indices { sum[i] = 1 }
    }
    // Far more than latency, and no more than what a step sends.
    let long = 1 << 20
    report.add(
      ProcessesRecord(
        layers: options.layers, batch: workload.batch, parameters: sum.count, processes: group.size,
        threads: options.threads, medianSeconds: median(steps), minSeconds: steps.min() ?? 0,
        treeSeconds: median(tree), plainSeconds: median(plain),
        latencySeconds: group.messageSeconds(bytes: 8, rounds: 2000),
        bytesPerSecond: group.size > 1 ? Double(long) / group.messageSeconds(bytes: long, rounds: 200) : 0))
    group.finish()
  }

  /// The seconds of each of some calls, after some more that are not timed.
  private static func times(_ count: Int, _ call: () -> Void) -> [Double] {
    for _ in 0..<min(warmUp, count) { call() }
    let clock = ContinuousClock()
    return (0..<count).map { _ in
      let start = clock.now
      call()
      return (clock.now - start) / .seconds(1)
    }
  }

  private static func median(_ times: [Double]) -> Double { times.sorted()[times.count / 2] }
}

/// What a step costs, and the constants of its messages.
private struct ProcessesRecord: Record {
  var kind = ProcessesBenchmark.name
  let layers: [Int]
  let batch: Int
  let parameters: Int
  let processes: Int
  let threads: Int
  let medianSeconds: Double
  let minSeconds: Double
  /// |w| numbers of all processes, added up in the order of a tree, and by MPI's own reduction.
  let treeSeconds: Double
  let plainSeconds: Double
  /// Of a message of 8 bytes, and the rate of one of 1 MiB.
  let latencySeconds: Double
  let bytesPerSecond: Double

  static let columns = [
    (title: "processes", width: 9), (title: "threads", width: 7), (title: "layers", width: 21),
    (title: "batch", width: 6), (title: "median", width: 9), (title: "least", width: 9), (title: "sum", width: 9),
    (title: "MPI's", width: 9), (title: "latency", width: 9), (title: "GB/s", width: 6),
  ]

  var rows: [[String]] {
    [
      [
        "\(processes)", "\(threads)", text(layers: layers), "\(batch)",
        text(seconds: medianSeconds), text(seconds: minSeconds), text(seconds: treeSeconds),
        text(seconds: plainSeconds), text(seconds: latencySeconds), text(bytesPerSecond / 1e9, digits: 2),
      ]
    ]
  }
}
