internal import Foundation
internal import Synchronization

/// A thread that helps callers, one after the other; between them it waits awake for a moment, then asleep.
///
/// There are as many as cores but one, since more would only wait for each other, and at least three, so that a team of
/// several is the same everywhere. A worker's thread begins when
/// it is first recruited. In a process that was forked the parent's threads do not exist: there nobody is recruited, and
/// callers do their work alone, with the same results.
final class Worker: @unchecked Sendable {
  // Unchecked, since `team` and `slot` are shared without a lock: they are written by the caller that has reserved the
  // worker, and read by the worker after `state` says that it was assigned.

  private enum State {
    static let unborn = 0
    static let awake = 1
    static let asleep = 2
    static let reserved = 3
    static let assigned = 4
    static let busy = 5
  }

  /// The number of cores that this process may use.
  static let coreCount = ProcessInfo.processInfo.activeProcessorCount

  private static let all: [Worker] = {
    ForkFlag.install()
    return (0..<max(coreCount, 4) - 1).map { _ in Worker() }
  }()

  /// How often a worker looks for a caller before it sleeps: some ten microseconds.
  private static let patience = 2000

  private let state = Atomic<Int>(State.unborn)
  private let bell = DispatchSemaphore(value: 0)
  private var team: Team?
  private var slot = 0

  /// Sends up to `count` workers that are free to `team`, those that are awake first; their slots are 1, 2, ….
  static func recruit(upTo count: Int, for team: Team) {
    guard !ForkFlag.isForked else { return }
    var slot = 1
    for condition in [State.awake, State.asleep, State.unborn] {
      for worker in all {
        guard slot <= count else { return }
        if worker.reserve(from: condition, for: team, slot: slot) { slot += 1 }
      }
    }
  }

  private func reserve(from condition: Int, for team: Team, slot: Int) -> Bool {
    guard take(condition) else { return false }
    self.team = team
    self.slot = slot
    team.join()
    state.store(State.assigned, ordering: .releasing)
    if condition == State.asleep { bell.signal() }
    guard condition != State.unborn || begin() else {
      // Nobody will come: a later call tries again.
      self.team = nil
      team.leave()
      state.store(State.unborn, ordering: .releasing)
      return false
    }
    return true
  }

  private func take(_ expected: Int) -> Bool {
    state.compareExchange(expected: expected, desired: State.reserved, ordering: .acquiring).exchanged
  }

  /// Begins the thread; false where the system has none to give, as under a limit on processes.
  private func begin() -> Bool {
    var thread = pthread_t()
    // Workers live as long as the process, so the thread need not own its own.
    let worker = Unmanaged.passUnretained(self).toOpaque()
    let failure = pthread_create(
      &thread, nil, { Unmanaged<Worker>.fromOpaque($0!).takeUnretainedValue().serve() }, worker)
    guard failure == 0 else { return false }
    pthread_detach(thread)
    return true
  }

  private func serve() -> Never {
    Thread.current.name = "nabla worker"
    while true {
      waitForAssignment()
      let team = team!
      team.work(slot: slot)
      self.team = nil
      // First free, then gone: a caller that calls again at once finds this worker awake and needs to wake no other.
      state.store(State.awake, ordering: .releasing)
      team.leave()
    }
  }

  private func waitForAssignment() {
    while true {
      for _ in 0..<Self.patience {
        if state.compareExchange(expected: State.assigned, desired: State.busy, ordering: .acquiring).exchanged {
          return
        }
        Spin.pause(0)
      }
      if state.compareExchange(expected: State.awake, desired: State.asleep, ordering: .acquiringAndReleasing).exchanged
      {
        bell.wait()
      }
    }
  }
}

/// Whether this process is the child of a fork that happened after workers came to be.
private enum ForkFlag {
  private static let flag = Atomic<Bool>(false)

  static var isForked: Bool { flag.load(ordering: .relaxed) }

  static func install() {
    pthread_atfork(nil, nil) { ForkFlag.flag.store(true, ordering: .relaxed) }
  }
}
