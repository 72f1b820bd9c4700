internal import Foundation

#if MPI
  internal import CMPI
#endif

/// MPI, or what it would do for one process.
enum MessagePassing {
  /// Whether mpirun, or another starter of processes that know each other, has started this one.
  private static let isStartedTogether: Bool = ["OMPI_COMM_WORLD_SIZE", "PMIX_RANK", "PMI_RANK"].contains {
    ProcessInfo.processInfo.environment[$0] != nil
  }

  /// What one of some variables of the environment says.
  static func number(_ names: [String]) -> Int? {
    names.lazy.compactMap { ProcessInfo.processInfo.environment[$0] }.first.flatMap { Int($0) }
  }

  #if MPI
    /// The thread that began MPI, which alone may call it, and what MPI said then.
    private static let beginning: (thread: pthread_t, rank: Int, size: Int)? = {
      guard isStartedTogether else { return nil }
      precondition(nabla_mpi_begin() != 0, "MPI could not be begun")
      return (pthread_self(), Int(nabla_mpi_rank()), Int(nabla_mpi_size()))
    }()

    static let rank: Int = beginning?.rank ?? 0
    static let size: Int = beginning?.size ?? 1

    private static func checkThread() {
      precondition(
        beginning.map { pthread_equal($0.thread, pthread_self()) != 0 } ?? false,
        "processes talk to each other on the thread that used 'ProcessGroup.world' first")
    }

    /// Replaces each number by the largest of all processes.
    static func maxima(_ numbers: inout [UInt64]) {
      checkThread()
      nabla_mpi_maxima(&numbers, Int32(numbers.count))
    }

    static func barrier() { nabla_mpi_barrier() }

    static func end() { if beginning != nil { nabla_mpi_end() } }

    static func broadcast(_ bytes: UnsafeMutableRawBufferPointer, width: Int, from root: Int) {
      nabla_mpi_broadcast(Int32(width), bytes.baseAddress, Int32(bytes.count / width), Int32(root))
    }

    /// Fills an array that is made of parts of these lengths, one of each process, of which each has its own in place.
    static func gather(_ bytes: UnsafeMutableRawBufferPointer, width: Int, _ lengths: [Int]) {
      nabla_mpi_gather(Int32(width), bytes.baseAddress, lengths.map { Int32($0) }, starts(lengths))
    }

    /// Sends a part of `sent` to every process, and receives one of each.
    static func exchange(
      width: Int, _ sent: UnsafeRawPointer, _ sentLengths: [Int], into received: UnsafeMutableRawPointer,
      _ receivedLengths: [Int]
    ) {
      nabla_mpi_exchange(
        Int32(width), sent, sentLengths.map { Int32($0) }, starts(sentLengths), received,
        receivedLengths.map { Int32($0) }, starts(receivedLengths))
    }

    /// Where each part begins.
    private static func starts(_ lengths: [Int]) -> [Int32] {
      var end = 0
      return lengths.map { length in
        end += length
        return Int32(end - length)
      }
    }

    static func sum(_ numbers: inout [Float]) { nabla_mpi_sum(&numbers, Int32(numbers.count)) }

    static func messageSeconds(_ bytes: inout [UInt8], rounds: Int) -> Double {
      nabla_mpi_message_seconds(&bytes, Int32(bytes.count), Int32(rounds))
    }
  #else
    static let rank = 0
    static let size = 1

    static func maxima(_ numbers: inout [UInt64]) {}

    static func barrier() {}

    static func end() {}

    static func broadcast(_ bytes: UnsafeMutableRawBufferPointer, width: Int, from root: Int) {}

    static func gather(_ bytes: UnsafeMutableRawBufferPointer, width: Int, _ lengths: [Int]) {}

    static func exchange(
      width: Int, _ sent: UnsafeRawPointer, _ sentLengths: [Int], into received: UnsafeMutableRawPointer,
      _ receivedLengths: [Int]
    ) {}

    static func sum(_ numbers: inout [Float]) {}

    static func messageSeconds(_ bytes: inout [UInt8], rounds: Int) -> Double { 0 }
  #endif
}
