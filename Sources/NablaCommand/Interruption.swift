import Foundation
internal import Nabla
import Synchronization

/// A signal that asks the program to end: during a long computation it is seen at the next step, so that what there is can
/// be saved. A second one ends the program at once.
enum Interruption {
  private static let caught = Atomic<Int32>(0)

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

  /// Catches the signals from here on, those excepted that the program was started to ignore, as by nohup(1). A parent's
  /// blocked signals are inherited too, and say nothing of what is wanted here: threads of a pool have all of them blocked.
  static func watch() {
    // Made now, as a handler must not make it.
    _ = caught.load(ordering: .relaxed)
    for number in [SIGINT, SIGTERM, SIGHUP] {
      var action = sigaction()
      guard sigaction(number, nil, &action) == 0,
        unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self) != unsafeBitCast(SIG_IGN, to: Int.self)
      else { continue }
      action = sigaction()
      action.__sigaction_handler.sa_handler = { Interruption.caught.store($0, ordering: .relaxed) }
      action.sa_flags = SA_RESTART | Int32(bitPattern: 0x8000_0000)  // SA_RESETHAND
      sigaction(number, &action, nil)
      var own = sigset_t()
      sigemptyset(&own)
      sigaddset(&own, number)
      pthread_sigmask(SIG_UNBLOCK, &own, nil)
    }
  }
}
