/// What benchmarks measure of messages.
extension ProcessGroup {
  /// Seconds that a message of so many bytes takes from the first process to the last one, the mean of some rounds there and
  /// back; 0 for a single process.
  package func messageSeconds(bytes: Int, rounds: Int) -> Double {
    guard size > 1 else { return 0 }
    meet(.barrier, bytes)
    var message = [UInt8](repeating: 1, count: bytes)
    // The first rounds see memory that is not there yet.
    _ = MessagePassing.messageSeconds(&message, rounds: 2)
    return MessagePassing.messageSeconds(&message, rounds: rounds)
  }

  /// Adds up the numbers of all processes by MPI's own reduction, whose order, and so whose bits, depend on their number: what
  /// sums that do not depend on it are compared with.
  package func addUpByMPI(_ numbers: inout [Float]) {
    guard size > 1 else { return }
    meet(.sum, numbers.count)
    MessagePassing.sum(&numbers)
  }
}
