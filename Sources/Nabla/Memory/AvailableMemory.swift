internal import Foundation

/// Whether there is memory for what a file says: asked by a call that may fail, before an array asks by one that traps.
enum AvailableMemory {
  /// Whether an array of `count` elements can be made now.
  ///
  /// - Complexity: O(1); the memory is given back untouched.
  static func has<Element>(_ count: Int, of element: Element.Type) -> Bool {
    // What an array has beside its elements, and what it rounds up to.
    let margin = 4096
    let (bytes, overflow) = count.multipliedReportingOverflow(by: MemoryLayout<Element>.stride)
    guard !overflow, bytes >= 0, bytes <= Int.max - margin else { return false }
    // Not malloc, whose call a compiler may leave out where nothing is done with the memory.
    var room: UnsafeMutableRawPointer?
    guard posix_memalign(&room, 16, bytes + margin) == 0 else { return false }
    free(room)
    return true
  }
}
