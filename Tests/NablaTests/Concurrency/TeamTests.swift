import CAllocationCounter
import Synchronization
import Testing

@testable import Nabla

#if OpenBLAS
  import CBLAS
#endif

/// Threads that share the pieces of a call.
@Suite struct TeamTests {
  private struct Counting: PieceWork {
    let counts: UnsafeMutableBufferPointer<Int>
    let slots: UnsafeMutableBufferPointer<Int>

    func run(piece: Int, slot: Int) {
      counts[piece] += 1
      slots[slot] += 1
    }
  }

  @Test("Every piece of every list is done once, whatever the number of threads", arguments: [1, 2, 3, 8])
  func everyPieceIsDoneOnce(threads: Int) {
    let team = Team()
    for pieces in [0, 1, 2, 5, 64, 1000] {
      var counts = Array(repeating: 0, count: pieces)
      var slots = Array(repeating: 0, count: threads)
      counts.withUnsafeMutableBufferPointer { counts in
        slots.withUnsafeMutableBufferPointer { slots in
          team.gather(threads: threads) {
            for _ in 0..<50 { team.forEach(pieces, Counting(counts: counts, slots: slots)) }
          }
        }
      }
      #expect(counts.allSatisfy { $0 == 50 })
      // No two pieces of one slot overlapped, or counts would be lost.
      #expect(slots.reduce(0, +) == 50 * pieces)
    }
  }

  @Test("More pieces than one list holds are done once each") func longListsAreCut() {
    let pieces = 3 * Team.mostPieces + 5
    var counts = Array(repeating: 0, count: pieces)
    counts.withUnsafeMutableBufferPointer { counts in
      nonisolated(unsafe) let counts = counts
      Parallel.forEach(pieces, threads: 3) { piece, _ in counts[piece] += 1 }
    }
    #expect(counts.allSatisfy { $0 == 1 })
  }

  @Test func teamsInTeamsFinish() {
    let total = Atomic<Int>(0)
    Parallel.forEach(4, threads: 4) { _, _ in
      Parallel.forEach(8, threads: 4) { _, _ in total.add(1, ordering: .relaxed) }
    }
    #expect(total.load(ordering: .relaxed) == 32)
  }

  @Test("Many callers at once share few workers")
  func manyCallersAtOnce() async {
    let (alone, x, t) = Self.wideProblem(threads: 1)
    let expected = alone.valueWithGradient(x, t)
    let prediction = alone.predict(x[row: 0] + [])
    await withTaskGroup(of: Bool.self) { group in
      for threads in [1, 2, 3, 4, 8, 2, 3, 4] {
        group.addTask {
          let (network, x, t) = Self.wideProblem(threads: threads)
          let workspace = Workspace<Double>()
          return (0..<5).allSatisfy { _ in
            let result = network.valueWithGradient(x, t, using: workspace)
            return result.value == expected.value && result.gradient == expected.gradient
              && network.predict(x[row: 0] + []) == prediction
          }
        }
      }
      for await isEqual in group { #expect(isEqual) }
    }
  }

  @Test func sharedLayersAllocateNothing() {
    let (shared, x, t) = Self.wideProblem(threads: 3)
    let workspace = Workspace<Double>()
    var gradient = Array(repeating: 0.0, count: shared.architecture.parameterCount)
    let targets = Targets.values(t)
    _ = shared.valueWithGradient(x, targets, into: &gradient, using: workspace)
    let before = nabla_allocation_count()
    _ = shared.valueWithGradient(x, targets, into: &gradient, using: workspace)
    #expect(nabla_allocation_count() == before)
  }

  @Test("A child of a fork computes alone, with the same bits")
  func forkedChildrenCompute() async {
    await #expect(processExitsWith: .success) {
      let parent = Problem()
      let status = nabla_run_in_fork(
        { Unmanaged<Problem>.fromOpaque($0!).takeUnretainedValue().isReproduced ? 0 : 1 },
        Unmanaged.passUnretained(parent).toOpaque(), 30)
      precondition(status == 0, "the child ended with \(status)")
    }
  }

  #if OpenBLAS
    @Test("A child that is forked in the middle of a call has OpenBLAS's number of threads back")
    func forkedChildrenHaveTheNumberOfThreads() async {
      await #expect(processExitsWith: .success) {
        for wanted: Int32 in [2, 1] {
          openblas_set_num_threads(wanted)
          let inChild = OpenBLASThreads.one { nabla_run_in_fork({ _ in openblas_get_num_threads() }, nil, 30) }
          precondition(inChild == wanted, "the child has \(inChild) threads, not \(wanted)")
          precondition(openblas_get_num_threads() == wanted)
        }
      }
    }
  #endif

  /// A problem that was solved with the help of workers.
  private final class Problem {
    private let problem = TeamTests.wideProblem(threads: 3)
    private let gradient: [Double]

    init() { gradient = problem.network.gradient(problem.x, problem.t) }

    var isReproduced: Bool { problem.network.gradient(problem.x, problem.t) == gradient }
  }

  /// Layers wide enough to be shared, and a batch too small to be cut.
  static func wideProblem(
    threads: Int
  ) -> (network: Network<Double>, x: Matrix<Double>, t: Matrix<Double>) {
    var network = Network<Double>(inputs: 150, likelihood: .gaussian(outputs: 3)) {
      Dense(300, .tanh)
      Dense(200, .sigmoid)
    }
    network.initialize(.glorot, seed: 2)
    network.execution.threads = threads
    var generator = SeededGenerator(seed: 4)
    let x = Matrix(rows: 70, columns: 150, elements: (0..<70 * 150).map { _ in generator.normal() })
    let t = Matrix(rows: 70, columns: 3, elements: (0..<210).map { _ in generator.normal() })
    return (network, x, t)
  }
}
