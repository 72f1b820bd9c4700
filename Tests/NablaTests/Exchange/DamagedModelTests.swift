import Nabla
import Testing

/// A model file with damage anywhere is refused, or the damage was to nothing that the model is made of.
struct DamagedModelTests {
  private static let model: Model<Double> = {
    var network = Network<Double>(inputs: 2, likelihood: .categorical(classes: 2)) { Dense(5, .tanh) }
    network.initialize(.glorot, seed: 2)
    return Model(
      network, scaler: Scaler(means: [0, 1], scales: [1, 2]), classNames: ["yes", "no"], notes: ["data": "a.csv"])
  }()

  /// What becomes of these bytes: an error, or the same model.
  private func expectRefusedOrSame(_ bytes: [UInt8], _ what: @autoclosure () -> String) {
    do throws(ModelFileError) {
      let loaded = try Model<Double>(SafetensorsFile(bytes: bytes))
      #expect(
        loaded.network.parameters == Self.model.network.parameters
          && loaded.network.architecture == Self.model.network.architecture && loaded.scaler == Self.model.scaler
          && loaded.classNames == Self.model.classNames && loaded.notes == Self.model.notes, "\(what())")
    } catch {
      #expect(!error.description.contains("\n"))
    }
  }

  @Test func truncatedAnywhere() throws {
    let bytes = try Self.model.file().bytes()
    for count in 0..<bytes.count {
      #expect(throws: ModelFileError.self, "\(count) bytes") { try SafetensorsFile(bytes: Array(bytes[..<count])) }
    }
  }

  @Test func anyBitFlipped() throws {
    var bytes = try Self.model.file().bytes()
    for i in bytes.indices {
      for bit in 0..<8 {
        bytes[i] ^= 1 << bit
        expectRefusedOrSame(bytes, "bit \(bit) of byte \(i)")
        bytes[i] ^= 1 << bit
      }
    }
  }

  @Test func dataIsWatchedByTheChecksum() throws {
    let bytes = try Self.model.file().bytes()
    let length = bytes[..<8].reversed().reduce(0) { $0 << 8 | Int($1) }
    for i in bytes.indices.dropFirst(8 + length) {
      var damaged = bytes
      damaged[i] ^= 1
      let error = #expect(throws: ModelFileError.self) { try Model<Double>(SafetensorsFile(bytes: damaged)) }
      #expect(error?.kind == .wrongChecksum)
    }
  }

  @Test func partsExchangedOrRepeated() throws {
    let bytes = try Self.model.file().bytes()
    var generator = SeededGenerator(seed: 8)
    for _ in 0..<2000 {
      var damaged = bytes
      let i = Int.random(in: 0..<bytes.count, using: &generator)
      let j = Int.random(in: i...bytes.count, using: &generator)
      switch Int.random(in: 0..<3, using: &generator) {
      case 0: damaged.removeSubrange(i..<j)
      case 1: damaged.insert(contentsOf: bytes[i..<j], at: i)
      default: for k in i..<j { damaged[k] = bytes[i + j - 1 - k] }
      }
      if damaged != bytes { expectRefusedOrSame(damaged, "\(i)..<\(j)") }
    }
  }
}
