/// Runs pieces of work on several threads.
enum Parallel {
  /// Calls `body(piece, slot)` for every piece in 0 ..< `pieces`, on at most `threads` threads.
  ///
  /// Calls with the same slot never overlap, so a slot may own memory. Which thread does which piece is of no consequence
  /// for a result whose pieces are independent.
  static func forEach(
    _ pieces: Int, threads: Int, team: @autoclosure () -> Team = Team(), _ body: (_ piece: Int, _ slot: Int) -> Void
  ) {
    guard min(threads, pieces) > 1 else {
      for piece in 0..<pieces { body(piece, 0) }
      return
    }
    let team = team()
    team.gather(threads: min(threads, pieces)) {
      withoutActuallyEscaping(body) { body in
        for first in stride(from: 0, to: pieces, by: Team.mostPieces) {
          team.forEach(min(pieces - first, Team.mostPieces), ClosureWork(first: first, body: body))
        }
      }
    }
  }

  private struct ClosureWork: PieceWork {
    /// The number of pieces in the lists before.
    let first: Int
    let body: (_ piece: Int, _ slot: Int) -> Void

    func run(piece: Int, slot: Int) { body(first + piece, slot) }
  }
}
