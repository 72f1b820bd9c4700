internal import CVectorKernels
internal import Foundation
internal import Synchronization

/// A calling thread and the workers that help it through one call: it hands out pieces of work and waits for them.
///
/// The caller publishes a list of pieces, and everybody, the caller included, takes the next one that nobody has taken.
/// Where no worker is free, the caller does all of them itself; so a team never waits for a thread that is not there, and
/// since a result never depends on who does a piece, it never changes a bit.
///
/// Nothing is locked or allocated from one list to the next. Not for two callers at once.
///
/// `@unchecked Sendable`, because `work` is shared without a lock: it is written before `ticket` publishes a list, and read
/// only by a thread that has taken a piece of that list, which cannot be replaced before the piece is finished.
final class Team: @unchecked Sendable {
  /// The list's number, its length and its next piece, in one word, so that a piece is taken by one exchange.
  private struct Ticket {
    var word: UInt64

    init(_ word: UInt64) { self.word = word }

    init(list: UInt64, pieces: Int) { word = list << 32 | UInt64(pieces) << 16 }

    var list: UInt64 { word >> 32 }
    var pieces: UInt64 { word >> 16 & 0xffff }
    var next: UInt64 { word & 0xffff }
    var isExhausted: Bool { next >= pieces }
  }

  /// The longest list.
  static let mostPieces = 0xffff

  private let ticket = Atomic<UInt64>(0)
  private let finished = Atomic<Int>(0)
  private let members = Atomic<Int>(0)
  private let isOpen = Atomic<Bool>(false)
  private var work: UnsafeRawPointer?
  private var function: (_ work: UnsafeRawPointer, _ piece: Int, _ slot: Int) -> Void = { _, _, _ in }
  private var list: UInt64 = 0

  /// Calls `body` with up to `threads` − 1 workers at hand for its calls of `forEach`.
  func gather<Result>(threads: Int, _ body: () -> Result) -> Result {
    guard threads > 1 && !isOpen.load(ordering: .relaxed) else { return body() }
    isOpen.store(true, ordering: .releasing)
    members.store(0, ordering: .relaxed)
    Worker.recruit(upTo: threads - 1, for: self)
    defer {
      isOpen.store(false, ordering: .releasing)
      wait { members.load(ordering: .acquiring) == 0 }
    }
    return body()
  }

  /// Does every piece in 0 ..< `pieces` of `work`, on the threads that `gather` found.
  ///
  /// Pieces with the same slot never overlap, so a slot may own memory. Slots are below the number of threads.
  func forEach<Work: PieceWork>(_ pieces: Int, _ work: Work) {
    guard pieces > 1 && members.load(ordering: .relaxed) > 0 else {
      for piece in 0..<pieces { work.run(piece: piece, slot: 0) }
      return
    }
    precondition(pieces <= Self.mostPieces, "a list of \(pieces) pieces of work")
    withUnsafePointer(to: work) { pointer in
      self.work = UnsafeRawPointer(pointer)
      function = { work, piece, slot in work.assumingMemoryBound(to: Work.self).pointee.run(piece: piece, slot: slot) }
      finished.store(0, ordering: .relaxed)
      list &+= 1
      ticket.store(Ticket(list: list & 0xffff_ffff, pieces: pieces).word, ordering: .releasing)
      while let piece = takePiece() {
        work.run(piece: piece, slot: 0)
        finished.add(1, ordering: .releasing)
      }
      wait { finished.load(ordering: .acquiring) == pieces }
    }
  }

  /// Takes the next piece of the list that is published, if there is one.
  private func takePiece() -> Int? {
    var seen = Ticket(ticket.load(ordering: .acquiring))
    while !seen.isExhausted {
      let (exchanged, original) = ticket.weakCompareExchange(
        expected: seen.word, desired: seen.word + 1, ordering: .acquiringAndReleasing)
      if exchanged { return Int(seen.next) }
      seen = Ticket(original)
    }
    return nil
  }

  // MARK: - Workers

  /// Counts a worker in; it will come to `work`.
  func join() { members.add(1, ordering: .relaxed) }

  /// What a worker does until the caller is through: it takes pieces as lists appear.
  func work(slot: Int) {
    var idle = 0
    while true {
      if let piece = takePiece() {
        function(work!, piece, slot)
        finished.add(1, ordering: .releasing)
        idle = 0
      } else if isOpen.load(ordering: .acquiring) {
        idle += 1
        Spin.pause(idle)
      } else {
        break
      }
    }
  }

  /// Counts a worker out, which will touch nothing of the team any more.
  func leave() { members.subtract(1, ordering: .releasing) }

  private func wait(until isReached: () -> Bool) {
    var idle = 0
    while !isReached() {
      idle += 1
      Spin.pause(idle)
    }
  }
}

/// Work in pieces that do not depend on each other.
protocol PieceWork {
  /// Does one piece, with the memory of one slot.
  func run(piece: Int, slot: Int)
}

/// Waiting for something that usually comes within microseconds.
enum Spin {
  /// Waits for a moment: awake at first, then by letting another thread have the core, and after some hundred microseconds
  /// asleep for a little while.
  ///
  /// - Parameter count: How often the caller has waited for the same thing before.
  static func pause(_ count: Int) {
    if count < 500 {
      nabla_pause()
    } else if count < 1000 {
      nabla_yield()
    } else {
      usleep(50)
    }
  }
}
