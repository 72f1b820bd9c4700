import Foundation
import Testing

/// Columns of numbers in other notations are read, or are errors that say by what they are; so are labels that are missing, which
/// are no classes.
struct UnreadableNumberTests {
  /// A target of 30 numbers in some notation, as a last column between quotation marks.
  private static func table(_ y: (Int) -> String) -> String {
    "a,y\n" + (0..<30).map { "\($0 % 7),\"\(y($0))\"\n" }.joined()
  }

  private static let notations: [(String, String, @Sendable (Int) -> String)] = [
    ("$1.00", "a currency sign", { "$\($0 + 1).00" }), ("1%", "a percent sign", { "\($0 + 1)%" }),
    ("1,234", "a decimal comma or a mark between the thousands", { "\($0 + 1),234" }),
  ]

  /// What is found out is said, and gives the same regression as the plain notation.
  @Test func notationsThatAreFound() throws {
    let found: [(String, @Sendable (Int) -> String, @Sendable (Int) -> String)] = [
      ("a decimal comma", { "\($0 * $0),5" }, { "\($0 * $0).5" }),
      ("a comma between the thousands", { "68,\(500 + $0 % 3).00" }, { "68\(500 + $0 % 3).00" }),
      ("exponents D", { "\($0 % 5).0D+00" }, { "\($0 % 5).0" }),
    ]
    try TemporaryFolder.with { folder in
      for (words, written, plain) in found {
        _ = try folder.write(Self.table(written), to: "t.csv")
        let result = try Program.run("solve", "t.csv", in: folder)
        #expect(result.status == 0 && result.errors.contains("numbers are written with \(words)"), "\(result)")
        _ = try folder.write(Self.table(plain), to: "t.csv")
        #expect(try Program.run("solve", "t.csv", in: folder).output == result.output)
      }
      _ = try folder.write(Self.table { "$\($0 * $0)" }, to: "t.csv")
      let asked = try Program.run("solve", "t.csv", "--currency", in: folder)
      _ = try folder.write(Self.table { "\($0 * $0)" }, to: "t.csv")
      #expect(try Program.run("solve", "t.csv", in: folder).output == asked.output && asked.errors.isEmpty)
    }
  }

  /// All fields, the first alone, and the last alone.
  @Test(arguments: 0..<3) func otherNotations(index: Int) throws {
    let (first, words, notation) = Self.notations[index]
    try TemporaryFolder.with { folder in
      for (row, write) in [
        (0, notation), (0, { $0 == 0 ? notation(0) : "\($0)" }), (29, { $0 == 29 ? notation(0) : "\($0)" }),
      ] as [(Int, @Sendable (Int) -> String)] {
        _ = try folder.write(Self.table(write), to: "t.csv")
        for command in [
          ["solve", "t.csv"], ["solve", "t.csv", "--likelihood", "bernoulli"], ["train", "--csv", "t.csv"],
        ] {
          try Program.expectRefusal(
            command, in: folder, says: "t.csv: line \(row + 2), column \"y\": expected a number")
          try Program.expectRefusal(command, in: folder, says: "found \"\(first)\", which looks like a number with ")
          try Program.expectRefusal(command, in: folder, says: words)
        }
        // As an input it is refused in the same words.
        try Program.expectRefusal(
          ["solve", "t.csv", "--target", "a"], in: folder,
          says: "column \"y\": expected a number, found \"\(first)\", which looks like a number with")
      }
    }
  }

  /// The mark of a missing value is no class, by whatever likelihood, unless that is said.
  @Test func missingLabels() throws {
    try TemporaryFolder.with { folder in
      _ = try folder.write(Self.table { $0 == 17 ? "NA" : $0 % 3 == 0 ? "yes" : "no" }, to: "t.csv")
      for command in [
        ["solve", "t.csv"], ["solve", "t.csv", "--likelihood", "categorical"], ["train", "--csv", "t.csv"],
        ["train", "--csv", "t.csv", "--classes"],
      ] {
        try Program.expectRefusal(
          command, in: folder,
          says:
            "t.csv: line 19, column \"y\": expected the label of a class, found \"NA\", which looks like a mark of a "
            + "missing value")
      }
      let named = try Program.run("solve", "t.csv", "--missing-marks", "none", "--ridge", "1", in: folder)
      #expect(named.status == 0 && named.output.contains("NA, no, yes"), "\(named)")
    }
  }

  /// Labels are what they were: words, words with digits, and whole numbers.
  @Test(arguments: [["a", "b"], ["1st", "2nd"], ["+", "-"], ["none", "mild"], ["10-19", "20-29"], ["v1", "2"]])
  func labels(names: [String]) throws {
    try TemporaryFolder.with { folder in
      _ = try folder.write(
        Self.table { $0 % 3 == 0 ? names[0] : names[names[1] == "2" && $0 != 4 ? 0 : 1] }, to: "t.csv")
      let result = try Program.run("solve", "t.csv", "--ridge", "1", in: folder)
      #expect(result.status == 0 && result.output.contains("Bernoulli likelihood"), "\(result)")
      _ = try folder.write(Self.table { "\(1 + $0 % 3)" }, to: "t.csv")
      let whole = try Program.run(
        "train", "--csv", "t.csv", "--classes", "--epochs", "1", "--quiet", in: folder)
      #expect(whole.status == 0 && whole.output.contains("confusion matrix"), "\(whole)")
    }
  }

  @Test func spreadsheetErrorsInAFirstColumn() throws {
    try TemporaryFolder.with { folder in
      _ = try folder.write("x,y\n1,2\n#N/A,3\n3,4\n4,4\n", to: "t.csv")
      try Program.expectRefusal(
        ["solve", "t.csv"], in: folder,
        says:
          "t.csv: line 3, column \"x\": expected a number, found \"#N/A\", which looks like a mark of a missing value")
    }
  }
}
