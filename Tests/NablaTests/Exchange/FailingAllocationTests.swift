import CAllocationCounter
import Foundation
import Nabla
import Testing

/// Where memory is asked for by a size that comes from a file and there is none, reading ends in an error.
@Suite struct FailingAllocationTests {
  /// Runs `read` with allocations failing from each of the sizes on: below the largest that it needs it throws, and from
  /// there on it succeeds.
  private func expectErrors<Failure: Error>(
    _ name: String, of type: Failure.Type, failing sizes: [Int], enough: Int, _ read: () throws -> Void
  ) {
    guard nabla_fail_allocations_from(0) == 1 else { return }
    for size in sizes {
      _ = nabla_fail_allocations_from(size)
      var found: (any Error)?
      do { try read() } catch { found = error }
      _ = nabla_fail_allocations_from(0)
      #expect(found is Failure, "\(name), from \(size) bytes: \(found.map { "\($0)" } ?? "no error")")
    }
    _ = nabla_fail_allocations_from(enough)
    defer { _ = nabla_fail_allocations_from(0) }
    do { try read() } catch { Issue.record("\(name): \(error)") }
  }

  private static let mega = 1 << 20

  /// 2 · 10⁶ parameters in 8 MB, which are 16 MB in double precision, and twice that while the network is made.
  @Test func models() throws {
    try TemporaryFolder.with { folder in
      let network = Network<Float>(inputs: 1000, likelihood: .gaussian) { Dense(2000, .tanh) }
      let path = folder.file("model.safetensors")
      try Model(network).save(to: path)
      expectErrors(
        "model", of: ModelFileError.self, failing: [Self.mega, 4 * Self.mega, 12 * Self.mega, 20 * Self.mega],
        enough: 40 * Self.mega
      ) { _ = try Model<Double>(contentsOf: path) }
    }
  }

  /// 4 MB of bytes, which become 32 MB of numbers.
  @Test func arrays() throws {
    try TemporaryFolder.with { folder in
      let images = try folder.write(
        idxBytes(dimensions: [4096, 32, 32], elements: Array(repeating: 7, count: 4 << 20)), to: "images")
      let labels = try folder.write(
        idxBytes(dimensions: [4096], elements: Array(repeating: 1, count: 4096)), to: "labels")
      expectErrors(
        "IDX", of: DataError.self, failing: [Self.mega, 4 * Self.mega, 16 * Self.mega, 32 * Self.mega],
        enough: 40 * Self.mega
      ) { _ = try Dataset<Double>.idx(images: images, labels: labels) }
      #if Zlib
        // The array of what comes out doubles on its way to 5 MB.
        let longer = idxBytes(dimensions: [5120, 32, 32], elements: Array(repeating: 7, count: 5 << 20))
        let compressed = try folder.write(gzipStored(longer), to: "images.gz")
        expectErrors(
          "gzip", of: DataError.self, failing: [Self.mega, 7 * Self.mega], enough: 40 * Self.mega
        ) { _ = try IDXFile(contentsOf: compressed) }
      #endif
    }
  }
}
