import Foundation
internal import Nabla
import Synchronization

/// A signal that asks the program to end: during a long computation it is seen at the next step, so that what there is can
/// be saved. A second one ends the program at once.
enum Interruption {
  private static let caught = Atomic<Int32>(0)

  /// Whether a first signal ends the program at once.
  private static let endsAtOnce = Atomic<Bool>(false)

  /// The signal that came, if one did.
  static var signal: Int32? {
    let number = caught.load(ordering: .relaxed)
    return number == 0 ? nil : number
  }

  /// Whether the computation is to end.
  static var isRequested: Bool { signal != nil }

  /// The exit status that a shell gives to what a signal ended.
  static var status: Int32? { signal.map { 128 + $0 } }

  /// What the signal is called.
  static var name: String {
    switch signal {
    case SIGINT: "SIGINT"
    case SIGTERM: "SIGTERM"
    case SIGHUP: "SIGHUP"
    default: "no signal"
    }
  }

  /// Takes a signal that another process has caught as one's own.
  static func share() {
    let number = Int32(truncatingIfNeeded: Processes.group.maximum(UInt64(caught.load(ordering: .relaxed))))
    caught.store(number, ordering: .relaxed)
  }

  /// A computation that has nothing to be saved before its end, so that a signal need not wait for it.
  static func endingAtOnce<Result>(_ body: () throws -> Result) rethrows -> Result {
    endsAtOnce.store(true, ordering: .relaxed)
    // One that came while this began.
    if let signal { raise(signal) }
    defer { endsAtOnce.store(false, ordering: .relaxed) }
    return try body()
  }

  /// Catches the signals from here on, those excepted that the program was started to ignore, as by nohup(1). A parent's
  /// blocked signals are inherited too, and say nothing of what is wanted here: threads of a pool have all of them blocked.
  static func watch() {
    // Made now, as a handler must not make them.
    _ = (caught.load(ordering: .relaxed), endsAtOnce.load(ordering: .relaxed))
    for number in [SIGINT, SIGTERM, SIGHUP] {
      var action = sigaction()
      guard sigaction(number, nil, &action) == 0,
        unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self) != unsafeBitCast(SIG_IGN, to: Int.self)
      else { continue }
      action = sigaction()
      action.__sigaction_handler.sa_handler = { number in
        Interruption.caught.store(number, ordering: .relaxed)
        // The second one, which comes when the handler returns, is not caught.
        if Interruption.endsAtOnce.load(ordering: .relaxed) { raise(number) }
      }
      action.sa_flags = SA_RESTART | Int32(bitPattern: 0x8000_0000)  // SA_RESETHAND
      sigaction(number, &action, nil)
      var own = sigset_t()
      sigemptyset(&own)
      sigaddset(&own, number)
      pthread_sigmask(SIG_UNBLOCK, &own, nil)
    }
  }
}
