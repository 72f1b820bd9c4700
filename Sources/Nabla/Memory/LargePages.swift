internal import Foundation

/// Memory in pages of 2 MB, where the system has them for whoever asks: it is there after a few faults, and gone as quickly.
enum LargePages {
  /// Memory of fewer bytes is left as it is.
  private static let least = 8 << 20

  /// Asks for large pages under memory that nothing was written to yet. What it holds does not change.
  static func ask<Element>(for memory: UnsafeMutableBufferPointer<Element>) {
    #if os(Linux)
      let bytes = UnsafeMutableRawBufferPointer(memory)
      guard bytes.count >= least, let base = bytes.baseAddress else { return }
      let page = sysconf(Int32(_SC_PAGESIZE))
      let skipped = (page - Int(bitPattern: base) % page) % page
      // A system without them takes the advice for nothing.
      _ = madvise(base + skipped, (bytes.count - skipped) / page * page, MADV_HUGEPAGE)
    #endif
  }
}
