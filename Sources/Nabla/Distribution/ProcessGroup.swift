/// The processes that compute together.
///
/// A program that is started by `mpirun -n 4` runs four times, each time as another process of `world`, with all calls the
/// same: an operation of a group is called by every process, in the same order. Sums over examples are added in an order that
/// depends on the examples alone, so results have the same bits on any number of processes, and on every one of them.
///
/// ```swift
/// network.execution.group = .world
/// var training = Training(network, on: data, optimizer: .adam(), batch: 512)
/// for _ in 1...10 {
///   let epoch = try training.epoch()
///   if ProcessGroup.world.isFirst { print(epoch) }
/// }
/// ProcessGroup.world.finish()
/// ```
///
/// Only the thread that uses `world` first may use it. Where a process ends or dies without `finish` or `fail`, MPI ends the
/// others.
public struct ProcessGroup: Sendable, Hashable {
  /// Whether sums are cut and ordered for any number of processes.
  let isWorld: Bool

  /// This process alone, which is the default everywhere.
  public static let single = ProcessGroup(isWorld: false)

  /// All processes that were started together; this one alone where it was not started by mpirun, or the package was built
  /// without its trait `MPI`.
  ///
  /// Results are those of any number of processes also where there is one.
  public static var world: ProcessGroup {
    _ = MessagePassing.size
    return ProcessGroup(isWorld: true)
  }

  /// Which one of the processes this is, from 0.
  public var rank: Int { isWorld ? MessagePassing.rank : 0 }
  /// The number of processes.
  public var size: Int { isWorld ? MessagePassing.size : 1 }
  /// Whether this is the process that prints and writes.
  public var isFirst: Bool { rank == 0 }
}

// MARK: - Operations

extension ProcessGroup {
  /// Waits until every process is here.
  public func barrier() { meet(.barrier, 0) }

  /// Whether a condition holds on some process.
  public func some(_ condition: Bool) -> Bool { maximum(condition ? 1 : 0) == 1 }

  /// The largest of the processes' numbers.
  public func maximum(_ number: UInt64) -> UInt64 {
    meet(.maximum, 0, [number])[0]
  }

  /// The elements of one process, on every one.
  ///
  /// - Parameter root: Whose elements; those of the others do not matter.
  /// - Precondition: fewer than 2³¹ elements.
  public func broadcast<Element: BroadcastElement>(_ elements: [Element], from root: Int = 0) -> [Element] {
    guard size > 1 else { return elements }
    let count = Int(maximum(rank == root ? UInt64(elements.count) : 0))
    var result = rank == root ? elements : Array(repeating: Element.zero, count: count)
    result.withUnsafeMutableBytes { MessagePassing.broadcast($0, width: MemoryLayout<Element>.size, from: root) }
    return result
  }

  /// The elements of every process, by rank, on every one.
  ///
  /// - Precondition: fewer than 2³¹ elements.
  public func gather<Element: BroadcastElement>(_ elements: [Element]) -> [[Element]] {
    guard size > 1 else { return [elements] }
    meet(.gather, MemoryLayout<Element>.size)
    var counts = Array(repeating: UInt64(0), count: size)
    counts[rank] = UInt64(elements.count)
    MessagePassing.maxima(&counts)
    let lengths = counts.map { Int($0) }
    var result = Array(repeating: Element.zero, count: lengths.reduce(0, +))
    let start = lengths[..<rank].reduce(0, +)
    result.replaceSubrange(start..<start + elements.count, with: elements)
    result.withUnsafeMutableBytes { MessagePassing.gather($0, width: MemoryLayout<Element>.size, lengths) }
    var end = 0
    return lengths.map { length in
      end += length
      return Array(result[end - length..<end])
    }
  }

  /// Whether every process has the same text.
  ///
  /// - Complexity: O(length of the text); what travels is a hash.
  public func agrees(on text: String) -> Bool {
    guard size > 1 else { return true }
    var hash = WordHash()
    hash.append(Array(text.utf8))
    let ends = meet(.agreement, 0, [hash.value, ~hash.value])
    return ends[0] == ~ends[1]
  }
}

/// Numbers that processes send each other.
public protocol BroadcastElement: BitwiseCopyable {
  /// 0.
  static var zero: Self { get }
}

extension UInt8: BroadcastElement {}
extension Int: BroadcastElement {}
extension Float: BroadcastElement {}
extension Double: BroadcastElement {}
