import Foundation
import Testing

/// Adding a kernel touches two places: its row in the list and its body. All else follows from the list.
@Suite("Vector kernels: one list")
struct KernelListTests {
  private static let root = (0..<4).reduce(URL(filePath: #filePath)) { path, _ in path.deletingLastPathComponent() }
  private static let list = "Sources/CVectorKernels/include/CVectorKernelsList.h"

  /// The text of every file of the sources in C and Swift, by its path.
  private static func sources() throws -> [String: String] {
    let paths = try FileManager.default.subpathsOfDirectory(atPath: root.appending(path: "Sources").path)
    let files = paths.filter { $0.hasSuffix(".c") || $0.hasSuffix(".h") || $0.hasSuffix(".swift") }
    return try Dictionary(
      uniqueKeysWithValues: files.filter { !$0.hasPrefix("CBuiltInData/") }.map {
        ("Sources/" + $0, try String(contentsOf: root.appending(path: "Sources/" + $0), encoding: .utf8))
      })
  }

  /// What the first group of the pattern matches in the text.
  private static func matches(_ pattern: String, in text: String) throws -> [String] {
    let expression = try NSRegularExpression(pattern: pattern, options: .anchorsMatchLines)
    return expression.matches(in: text, range: NSRange(text.startIndex..., in: text)).map {
      String(text[Range($0.range(at: 1), in: text)!])
    }
  }

  @Test("By hand a kernel is written in two files, its row and its body")
  func places() throws {
    let sources = try Self.sources()
    let written = sources.filter { $0.value.hasPrefix("// Written by scripts/kernels/members.py") }.keys.sorted()
    #expect(
      written == [
        "Sources/Nabla/Backends/VectorKernels+Double.swift", "Sources/Nabla/Backends/VectorKernels+Float.swift",
        "Sources/Nabla/Numbers/KernelPrimitives.swift",
      ])

    let row = #"^NABLA_(?:ELEMENTWISE\(|KERNEL\(\w+, )(\w+)"#
    let kernels = try Self.matches(row, in: #require(sources[Self.list]))
    #expect(kernels.count >= 36 && Set(kernels).count == kernels.count)

    // A body by itself or by a macro that writes several; and any other mention that names a kernel in full: a declaration,
    // a member of a table, an entry, a member on the Swift side. A call of a kernel is none.
    let body = #"^ *static \w+ KERNEL\((\w+)\)\("#
    let macros = [("ELEMENTWISE|TRIGONOMETRIC", ""), ("TERMWISE_LOSS", "_loss"), ("TERMWISE_CURVATURE", "_curvature")]
    let mention = #"\b(?:nabla_)?((?:\#(kernels.joined(separator: "|"))))_(?:##|f64\b|f32\b)"#
    var places: [String: Set<String>] = [:]
    for (path, text) in sources where !written.contains(path) {
      for pattern in [row, body, mention] {
        for name in try Self.matches(pattern, in: text) { places[name, default: []].insert(path) }
      }
      for (macro, suffix) in macros {
        for stem in try Self.matches(#"^(?:\#(macro))\((\w+)(?:,.*)?\)$"#, in: text) {
          places[stem + suffix, default: []].insert(path)
        }
      }
    }
    for kernel in kernels {
      let files = places[kernel, default: []]
      #expect(files.count == 2 && files.contains(Self.list), "\(kernel) stands in \(files.sorted())")
    }
    // Bodies without a row are dead code.
    #expect(Set(places.keys).subtracting(kernels).subtracting(["FUNCTION"]) == [])
  }

  @Test("The written files have a member for each row but the elementwise ones, in its order")
  func members() throws {
    let sources = try Self.sources()
    let rows = try Self.matches(#"^NABLA_KERNEL\(\w+, (\w+)"#, in: #require(sources[Self.list]))
    let names = rows.map { row in
      let words = row.split(separator: "_").map(String.init)
      return words[0] + words.dropFirst().map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
    }
    for file in ["Numbers/KernelPrimitives", "Backends/VectorKernels+Double", "Backends/VectorKernels+Float"] {
      let text = try #require(sources["Sources/Nabla/\(file).swift"])
      #expect(try Self.matches(#"static func (\w+)\("#, in: text) == names, "\(file)")
    }
  }
}
