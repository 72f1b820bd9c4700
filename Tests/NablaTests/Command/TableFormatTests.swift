import Testing

/// What the options say of how a table is written, from the command line.
struct TableFormatTests {
  /// y = 2a + b where the columns are separated like this, without a header.
  private static func rows(_ delimiter: String) -> String {
    (0..<12).map { [$0, $0 * $0 % 5, 2 * $0 + $0 * $0 % 5].map { "\($0)" }.joined(separator: delimiter) + "\n" }
      .joined()
  }

  /// All commands that read tables read the same from each.
  @Test(
    arguments: [
      ("comma", ","), (",", ","), ("semicolon", ";"), ("tab", "\t"), ("\\t", "\t"), ("space", " \t "), ("|", "|"),
      (":", ":"),
    ]) func delimitersByNameOrCharacter(name: String, delimiter: String) throws
  {
    try TemporaryFolder.with { folder in
      _ = try folder.write("a,b,y\n" + Self.rows(","), to: "commas.csv")
      _ = try folder.write(["a", "b", "y"].joined(separator: delimiter) + "\n" + Self.rows(delimiter), to: "t.csv")
      func outputs(_ table: String, _ options: [String]) throws -> [[Substring]] {
        try [
          ["solve", table, "--save", "m"], ["train", "--csv", table, "--epochs", "2", "--quiet", "--test", table],
          ["evaluate", "m", "--csv", table], ["predict", "m", table],
          ["certify", "m", "--csv", table, "--tolerance", "1e-6"],
        ].map { command in
          let result = try Program.run(command + options, in: folder)
          #expect(result.status == 0, "\(command): \(result)")
          return result.lines.filter { !$0.contains(table) }
        }
      }
      #expect(try outputs("t.csv", ["--delimiter", name, "--header", "yes"]) == outputs("commas.csv", []))
    }
  }

  /// A comma in a field of text does not separate, where something else is said to.
  @Test func theDelimiterIsNotFoundOut() throws {
    try TemporaryFolder.with { folder in
      _ = try folder.write("a;k\n1;no, never\n2;yes\n3;no, never\n1.5;yes\n", to: "t.csv")
      let result = try Program.run("solve", "t.csv", "--delimiter", ";", "--ridge", "1", in: folder)
      #expect(result.status == 0 && result.output.hasPrefix("t.csv: k by a\n"), "\(result)")
      let wrong = try Program.run("solve", "t.csv", "--delimiter", ",", in: folder)
      #expect(
        wrong.status == 1
          && wrong.errors == "nabla: t.csv: line 2: expected 1 field, as in line 1, found 2\n", "\(wrong)")
    }
  }

  /// Years are names of columns where they are said to be, and numbers else.
  @Test func headersOfNumbers() throws {
    try TemporaryFolder.with { folder in
      _ = try folder.write("2019,2020,y\n" + Self.rows(","), to: "t.csv")
      let named = try Program.run("solve", "t.csv", "--header", "yes", in: folder)
      #expect(named.status == 0 && named.output.hasPrefix("t.csv: y by 2019, 2020\n"), "\(named)")
      let auto = try Program.run("solve", "t.csv", "--header", "auto", "--likelihood", "gaussian", in: folder)
      #expect(auto.status == 1 && auto.errors.contains("t.csv: line 1, column 2 (counted from 0): expected a number"))
      _ = try folder.write("a,b,y\n" + Self.rows(","), to: "t.csv")
      let none = try Program.run("train", "--csv", "t.csv", "--header", "no", "--regression", in: folder)
      #expect(none.status == 1 && none.errors.contains("t.csv: line 1, column 0 (counted from 0): expected a number"))
    }
  }

  @Test(arguments: ["", "#", "\"", "ab", "e", "7", ".", "-", "+", "\n", "é", "commas"])
  func charactersThatCannotSeparate(text: String) throws {
    for command in [["train", "--csv", "t.csv"], ["solve", "t.csv"], ["predict", "m", "t.csv"]] {
      let result = try Program.run(command + ["--delimiter=\(text)"])
      #expect(result.status == 2 && result.errors.contains("'--delimiter' takes comma, semicolon, tab,"), "\(result)")
    }
  }

  @Test func formatsAreOfTables() throws {
    for option in ["--delimiter=tab", "--header=no"] {
      let result = try Program.run("train", "--digits", option)
      #expect(result.status == 2 && result.errors.contains("is for tables; give one by '--csv FILE'"), "\(result)")
    }
    let word = try Program.run("solve", "t.csv", "--header", "maybe")
    #expect(word.status == 2 && word.errors.contains("'--header' takes one of yes, no, auto, not 'maybe'"), "\(word)")
  }
}
