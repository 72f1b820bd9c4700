internal import Foundation

#if MPI
  internal import CMPI
#endif

/// Messages that travel while the process computes.
extension MessagePassing {
  /// Whether sums travel by parts while the rest is computed: `NABLA_OVERLAP` is 0 or 1, or else where processes are on
  /// several machines. On one it is the cores that compute which move the numbers, and nothing is gained.
  ///
  /// Called by all processes alike.
  static let overlaps: Bool = {
    // Asked by all, whatever the environment of some says.
    let hasOtherMachines = neighbors < size
    return ProcessInfo.processInfo.environment["NABLA_OVERLAP"].map { $0 != "0" } ?? hasOtherMachines
  }()

  #if MPI
    typealias Request = nabla_mpi_request

    /// The number of processes on this machine.
    private static let neighbors = size > 1 ? Int(nabla_mpi_neighbors()) : 1

    /// Begins to send some numbers, which are not to change before the request is waited for.
    static func send(
      _ numbers: UnsafeRawPointer, width: Int, _ count: Int, to rank: Int, _ requests: inout [Request]
    ) {
      requests.append(nabla_mpi_send(Int32(width), numbers, Int32(count), Int32(rank)))
    }

    /// Begins to receive some numbers, which are there when the request has been waited for.
    static func receive(
      _ numbers: UnsafeMutableRawPointer, width: Int, _ count: Int, from rank: Int, _ requests: inout [Request]
    ) {
      requests.append(nabla_mpi_receive(Int32(width), numbers, Int32(count), Int32(rank)))
    }

    /// Lets messages go on.
    static func progress(_ requests: inout [Request]) {
      requests.withUnsafeMutableBufferPointer { nabla_mpi_progress($0.baseAddress, Int32($0.count)) }
    }

    /// Waits for some of the requests.
    static func wait(_ requests: inout [Request], _ range: Range<Int>) {
      requests.withUnsafeMutableBufferPointer { all in
        nabla_mpi_wait(all.baseAddress.map { $0 + range.lowerBound }, Int32(range.count))
      }
    }
  #else
    struct Request {}

    private static let neighbors = 1

    static func send(
      _ numbers: UnsafeRawPointer, width: Int, _ count: Int, to rank: Int, _ requests: inout [Request]
    ) {}

    static func receive(
      _ numbers: UnsafeMutableRawPointer, width: Int, _ count: Int, from rank: Int, _ requests: inout [Request]
    ) {}

    static func progress(_ requests: inout [Request]) {}

    static func wait(_ requests: inout [Request], _ range: Range<Int>) {}
  #endif
}
