import Foundation
import Testing

/// `--levels`: ordered classes that are labels.
struct LevelsCommandTests {
  private static let labels = ["mild", "bad, rather", "worst"]

  /// A label that rises with x, each with one of three labels; as labels, or as their numbers.
  private static func table(asNumbers: Bool) -> String {
    "x,state\n"
      + (0..<60).map { i in
        let level = min(2, max(0, (i + [0, 14, -9, 5, -13][i % 5]) / 20))
        return "\(Double(i) / 20),\(asNumbers ? "\(level)" : "\"\(labels[level])\"")\n"
      }.joined()
  }

  @Test func labelsAreTheirNumbers() throws {
    try TemporaryFolder.with { folder in
      _ = try folder.write(Self.table(asNumbers: false), to: "words.csv")
      _ = try folder.write(Self.table(asNumbers: true), to: "numbers.csv")
      let options = ["--hidden", "none", "--epochs", "3", "--polish", "newton", "--likelihood"]
      let words = try Program.run(
        ["train", "--csv", "words.csv", "--save", "w.safetensors", "--levels", "mild,\"bad, rather\",worst"]
          + options + ["ordinal"], in: folder)
      let numbers = try Program.run(
        ["train", "--csv", "numbers.csv", "--save", "n.safetensors"] + options + ["ordinal:3"], in: folder)
      #expect(words.status == 0 && words.lines.last == numbers.lines.last, "\(words) \(numbers)")
      let scored = try Program.run("evaluate", "w.safetensors", "--csv", "words.csv", in: folder)
      let other = try Program.run("evaluate", "n.safetensors", "--csv", "numbers.csv", in: folder)
      #expect(scored.status == 0 && scored.output == other.output && scored.output.contains("ranked probability"))
      let predicted = try Program.run("predict", "w.safetensors", "words.csv", "--residuals", in: folder)
      #expect(
        predicted.lines.first
          == "class,probability of mild,\"probability of bad, rather\",probability of worst,actual class,right")
      #expect(predicted.lines.dropFirst().first?.hasPrefix("mild,") == true, "\(predicted)")
      #expect(predicted.lines.last?.hasPrefix("worst,") == true, "\(predicted)")
      let plain = try Program.run("predict", "n.safetensors", "numbers.csv", in: folder)
      for line in plain.lines.dropFirst() {
        let fields = line.split(separator: ",").compactMap { Double($0) }
        #expect(fields.count == 4 && abs(fields[1] + fields[2] + fields[3] - 1) <= 1e-14, "\(line)")
        #expect(fields[1 + Int(fields[0])] == fields[1...].max())
      }
      _ = try folder.write("x,state\n1,mild\n2,good\n", to: "wrong.csv")
      try Program.expectRefusal(
        ["evaluate", "w.safetensors", "--csv", "wrong.csv"], in: folder,
        says: "line 3, column \"state\": expected one of the classes")
    }
  }

  /// Read a part at a time, labels are their numbers as well, also labels that are numbers.
  @Test func labelsAreReadAPartAtATime() throws {
    try TemporaryFolder.with { folder in
      _ = try folder.write(Self.table(asNumbers: false), to: "words.csv")
      _ = try folder.write(Self.table(asNumbers: true), to: "numbers.csv")
      func train(_ file: String, _ more: String...) throws -> Program.Result {
        try Program.run(
          ["train", "--csv", file, "--hidden", "none", "--epochs", "3", "--stream", "--save", "m"] + more, in: folder)
      }
      let numbers = try train("numbers.csv", "--likelihood", "ordinal:3")
      let named = try train("numbers.csv", "--levels", "0,1,2")
      let words = try train("words.csv", "--levels", "mild,\"bad, rather\",worst")
      #expect(words.status == 0 && words.lines.last == numbers.lines.last, "\(words) \(numbers)")
      #expect(named.lines.last == numbers.lines.last, "\(named)")
      let predicted = try Program.run("predict", "m", "words.csv", in: folder)
      #expect(predicted.lines.last?.hasPrefix("worst,") == true, "\(predicted)")
    }
  }

  @Test func whatHasNoOrderIsRefused() throws {
    try TemporaryFolder.with { folder in
      _ = try folder.write(Self.table(asNumbers: false), to: "words.csv")
      func refuse(_ arguments: [String], status: Int32 = 1, says text: String) throws {
        try Program.expectRefusal(["train", "--csv", "words.csv"] + arguments, in: folder, status: status, says: text)
      }
      try refuse(["--likelihood", "ordinal:3"], says: "'--levels LOW,…,HIGH' says their order")
      try refuse(["--levels", "mild,worst"], says: "expected one of the classes")
      try refuse(["--levels", "mild,mild"], status: 2, says: "at least two different labels")
      try refuse(
        ["--levels", "a,b", "--likelihood", "poisson"], status: 2, says: "for the likelihood ordinal:2, not for poisson"
      )
      try refuse(["--levels", "a,b", "--likelihood", "ordinal:3"], status: 2, says: "not for ordinal:3")
      try refuse(["--levels", "mild,worst", "--stream"], says: "line 8, column \"state\": expected one of the classes")
    }
  }
}
