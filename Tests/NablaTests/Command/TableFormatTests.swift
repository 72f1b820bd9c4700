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

  /// Years are names of columns where rows below speak for it, or where it is said.
  @Test func headersOfNumbers() throws {
    try TemporaryFolder.with { folder in
      for header in ["2019,2020,y", "2019,2020,2021"] {
        _ = try folder.write(header + "\n" + Self.rows(","), to: "t.csv")
        let found = try Program.run("solve", "t.csv", in: folder)
        let names = header.split(separator: ",")
        #expect(found.status == 0 && found.output.hasPrefix("t.csv: \(names[2]) by 2019, 2020\n"), "\(found)")
        #expect(
          found.errors
            == "nabla: t.csv: line 1 is taken for the names of the columns, though it has numbers; '--header no' takes it "
            + "for data\n")
        let named = try Program.run("solve", "t.csv", "--header", "yes", in: folder)
        #expect(named.output == found.output && named.errors.isEmpty, "\(named)")
      }
      let data = try Program.run("solve", "t.csv", "--header", "no", in: folder)
      #expect(data.status == 0 && data.output.contains("\n13 examples"), "\(data)")
      _ = try folder.write("a,b,y\n" + Self.rows(","), to: "t.csv")
      let none = try Program.run("train", "--csv", "t.csv", "--header", "no", "--regression", in: folder)
      #expect(none.status == 1 && none.errors.contains("t.csv: line 1, column 0 (counted from 0): expected a number"))
    }
  }

  /// No line is left out unasked, and none unsaid.
  @Test func commentsAreAskedFor() throws {
    try TemporaryFolder.with { folder in
      _ = try folder.write("a,b,y\n" + Self.rows(",") + "# the end\n", to: "t.csv")
      try Program.expectRefusal(
        ["solve", "t.csv"], in: folder,
        says: "t.csv: line 14: expected 3 fields, as in line 1, found 1 in a line that begins with '#'")
      let asked = try Program.run("solve", "t.csv", "--comment", "#", in: folder)
      #expect(
        asked.status == 0 && asked.errors == "nabla: t.csv: left out 1 comment: line 14\n"
          && asked.output.contains("\n12 examples"), "\(asked)")
      for mark in ["a", "7", ",", "##", ""] {
        let wrong = try Program.run("solve", "t.csv", "--comment=\(mark)")
        #expect(wrong.status == 2 && wrong.errors.contains("'--comment' takes one ASCII character"), "\(wrong)")
      }
    }
  }

  /// What pandas and R write in the first column is no input, and a model finds its columns without it.
  @Test func rowNumbersAreNoInput() throws {
    try TemporaryFolder.with { folder in
      let rows = Self.rows(",").split(separator: "\n")
      let numbered = ",a,b,y\n" + rows.enumerated().map { "\($0),\($1)\n" }.joined()
      _ = try folder.write(numbered, to: "t.csv")
      let found = try Program.run("solve", "t.csv", "--save", "m", in: folder)
      #expect(found.status == 0 && found.output.hasPrefix("t.csv: y by a, b\n"), "\(found)")
      #expect(
        found.errors.contains("the first column, which has no name, is left out") && found.errors.contains("\"11\""))
      let kept = try Program.run("solve", "t.csv", "--row-names", "no", in: folder)
      #expect(kept.output.hasPrefix("t.csv: y by , a, b\n") && kept.errors.isEmpty, "\(kept)")
      for command in [["predict", "m", "t.csv"], ["evaluate", "m", "--csv", "t.csv"]] {
        let result = try Program.run(command, in: folder)
        #expect(result.status == 0, "\(command): \(result)")
      }
      // Without names of columns it may be what is measured.
      _ = try folder.write(rows.enumerated().map { "\($0 + 1),\($1)\n" }.joined(), to: "t.csv")
      let unnamed = try Program.run("solve", "t.csv", in: folder)
      #expect(unnamed.errors.contains("the first column counts the rows from 1 to 12"), "\(unnamed)")
      let dropped = try Program.run("solve", "t.csv", "--row-names", "yes", in: folder)
      #expect(dropped.output.hasPrefix("t.csv: column3 by column1, column2\n"), "\(dropped)")
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

  /// An error about text that an option reads names the option.
  @Test func errorsNameTheOption() throws {
    try TemporaryFolder.with { folder in
      let cases: [(text: [UInt8], hint: String, options: [String])] = [
        (
          Array("a;y\n1;2\n2;3\n4;5\nl".utf8) + [0xE4] + Array(";3\n".utf8), "'--encoding windows-1252' reads",
          ["--encoding", "windows-1252", "--exclude", "a"]
        ),
        (
          [0xFF, 0xFE] + "a;y\n1;2\n2;3\n4;4\n".utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] },
          "'--encoding utf-16' reads it", ["--encoding", "utf-16"]
        ),
        (Array("a;y\n1;$2\n2;$3\n4;$4.5\n".utf8), "'--currency' leaves the signs out", ["--currency"]),
        (Array("a;y\n1%;2\n2%;3\n4.5%;4\n".utf8), "'--percent' takes 5 % as 0.05", ["--percent"]),
      ]
      for (text, hint, options) in cases {
        _ = try folder.write(text, to: "t.csv")
        try Program.expectRefusal(["solve", "t.csv"], in: folder, says: hint)
        let read = try Program.run(["solve", "t.csv"] + options, in: folder)
        #expect(!read.errors.contains(hint), "\(read)")
      }
    }
  }
}
