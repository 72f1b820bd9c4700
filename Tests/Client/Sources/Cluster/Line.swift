import Foundation
import Nabla

/// Prints a line with a hash (FNV-1a, of words), once, where all processes have the same numbers.
func line(_ name: String, _ numbers: [Double]) {
  var hash: UInt64 = 0xCBF2_9CE4_8422_2325
  for number in numbers {
    hash = (hash ^ number.bitPattern) &* 0x100_0000_01B3
    hash ^= hash >> 32
  }
  finish(name, String(hash, radix: 16), isFinite: !numbers.isEmpty && numbers.allSatisfy(\.isFinite))
}

func line(_ name: String, _ numbers: [Float]) { line(name, numbers.map { Double($0) }) }

/// The same of all that a report says.
func line(_ name: String, of report: some Encodable) throws {
  let encoder = JSONEncoder()
  encoder.outputFormatting = .sortedKeys
  encoder.nonConformingFloatEncodingStrategy = .convertToString(
    positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
  line(name, try encoder.encode(report).map { Double($0) })
}

private func finish(_ name: String, _ hash: String, isFinite: Bool) {
  let world = ProcessGroup.world
  guard isFinite, world.agrees(on: "\(name) \(hash)") else {
    let problem = isFinite ? "processes have other bits than each other" : "no finite numbers"
    world.fail(1) { FileHandle.standardError.write(Data("cluster: \(name): \(problem)\n".utf8)) }
  }
  if world.isFirst { print("\(name): \(hash)") }
}
