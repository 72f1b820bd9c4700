internal import Foundation

/// What processes come together for: a number says which operation, so that one that does another is seen.
enum Meeting: UInt64 {
  case barrier = 1
  case maximum, gather, agreement, sum, pieces, curvature, rows, finish
}

extension ProcessGroup {
  /// Comes together with the other processes for an operation.
  ///
  /// Before numbers travel, one short message says what each process is at: where one has failed all end here, and where
  /// one is at another operation, or one of another size, all end with a message and not with wrong numbers.
  ///
  /// - Returns: Of each of the numbers the largest of all processes.
  @discardableResult
  func meet(_ meeting: Meeting, _ size: Int, _ numbers: [UInt64] = []) -> [UInt64] {
    guard self.size > 1 else { return numbers }
    return meet(meeting.rawValue << 56 ^ UInt64(truncatingIfNeeded: size), numbers, failure: nil) {}
  }

  /// The same for an operation on `count` things of `length` numbers each.
  func meet(_ meeting: Meeting, _ count: Int, of length: Int) { meet(meeting, count &* 0x10001 &+ length) }

  /// Ends the program on all processes, in order, once all are here.
  ///
  /// - Parameter status: The exit status that this process would have.
  /// - Returns: The largest status of all processes, with which each is to exit.
  @discardableResult
  public func finish(_ status: Int32 = 0) -> Int32 {
    let statuses = meet(.finish, 0, [UInt64(UInt32(bitPattern: status))])
    if isWorld { MessagePassing.end() }
    return Int32(truncatingIfNeeded: statuses[0])
  }

  /// Ends the program on all processes as this one cannot go on: the others end where they next come together.
  ///
  /// Where several fail at once, as all do on a file that is not there, the first one reports.
  ///
  /// - Parameters:
  ///   - status: The exit status of all processes.
  ///   - report: Says what has failed; called on one process.
  public func fail(_ status: Int32, _ report: () -> Void) -> Never {
    guard size > 1 else {
      report()
      exit(status)
    }
    _ = meet(0, [], failure: status, report)
    // Not reached: whoever fails is seen by all.
    exit(status)
  }

  private func meet(
    _ operation: UInt64, _ numbers: [UInt64], failure status: Int32?, _ report: () -> Void
  ) -> [UInt64] {
    let own = status.map { UInt64(size - rank) << 8 | UInt64(UInt8(truncatingIfNeeded: $0)) }
    // Of one length whatever the operation is, as one message of all processes must be.
    var ends = [own ?? 0, operation, ~operation] + numbers
    ends += Array(repeating: 0, count: Self.meetingLength - ends.count)
    MessagePassing.maxima(&ends)
    if ends[0] > 0 {
      if ends[0] == own { report() }
      end(Int32(ends[0] & 0xff))
    }
    guard ends[1] == ~ends[2] else {
      if isFirst {
        let problem = "nabla: the processes do not do the same: one is at another operation, or has other data\n"
        FileHandle.standardError.write(Data(problem.utf8))
      }
      end(1)
    }
    return Array(ends[3..<3 + numbers.count])
  }

  private static let meetingLength = 5

  /// Ends this process when all have come here: what one of them has to say is written by then.
  private func end(_ status: Int32) -> Never {
    MessagePassing.barrier()
    MessagePassing.end()
    exit(status)
  }
}
