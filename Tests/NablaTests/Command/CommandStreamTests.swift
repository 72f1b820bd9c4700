import Foundation
import Testing

/// Pipes and devices in place of files, and files in places that are taken.
struct CommandStreamTests {
  private static let plane = "a,y\n" + (0..<20).map { "\($0),\(2 * $0)\n" }.joined()
  private let train = "train --csv t.csv --hidden none --epochs 2"

  @Test func resultsThatAreLostAreAnError() throws {
    try TemporaryFolder.with { folder in
      _ = try folder.write(Self.plane, to: "t.csv")
      let full = try Program.shell("'\(Program.path)' \(train) --save m > /dev/full", in: folder)
      #expect(full.status == 1)
      #expect(full.errors.contains("nabla: standard output cannot be written: No space left on device"))
      // The network is there all the same.
      #expect(try Program.run("check", "m", in: folder).status == 0)
      _ = try folder.write("a\n1\n", to: "new.csv")
      #expect(try Program.shell("'\(Program.path)' predict m new.csv > /dev/full", in: folder).status == 1)
    }
  }

  @Test func aReaderThatGoesAwayIsNoError() throws {
    try TemporaryFolder.with { folder in
      _ = try folder.write(Self.plane, to: "t.csv")
      // The pipe's reader has ended when the first line is written.
      let command = "mkfifo p; (sleep 0.3; '\(Program.path)' \(train) --save m; echo $? > status) > p & : < p; wait"
      let result = try Program.shell(command, in: folder)
      #expect(result.errors.isEmpty)
      #expect(try fileBytes(folder.file("status")) == Array("0\n".utf8))
      #expect(try Program.run("check", "m", in: folder).status == 0)
    }
  }

  @Test func tablesComeFromPipes() throws {
    try TemporaryFolder.with { folder in
      _ = try folder.write(Self.plane, to: "t.csv")
      let file = try Program.run("solve", "t.csv", in: folder)
      let pipe = try Program.shell("cat t.csv | '\(Program.path)' solve /dev/stdin", in: folder)
      #expect(pipe.status == 0 && pipe.lines.dropFirst() == file.lines.dropFirst(), "\(pipe.errors)")
    }
  }

  @Test func settingsComeFromPipes() throws {
    try TemporaryFolder.with { folder in
      _ = try folder.write(Self.plane, to: "t.csv")
      let train = "'\(Program.path)' train --csv t.csv --settings /dev/stdin"
      let result = try Program.shell("echo '{\"hidden\": [3], \"epochs\": 2}' | \(train)", in: folder)
      #expect(result.status == 0 && result.output.contains("3 tanh") && result.output.contains("epoch 2"), "\(result)")
      let nothing = try Program.shell("\(train) < /dev/null", in: folder)
      #expect(nothing.status == 2 && nothing.errors.contains("expected a JSON object"), "\(nothing)")
      for path in [".", "no.json"] {
        let place = try Program.run("train", "--csv", "t.csv", "--settings", path, in: folder)
        #expect(place.status == 2 && place.errors.contains("expected a file that can be read"), "\(place)")
      }
    }
  }

  @Test func modelsComeFromPipes() throws {
    try TemporaryFolder.with { folder in
      _ = try folder.write(Self.plane, to: "t.csv")
      #expect(try Program.run("solve", "t.csv", "--save", "m", in: folder).status == 0)
      for command in ["evaluate M --csv t.csv", "check M", "certify M --csv t.csv --tolerance 1", "predict M t.csv"] {
        let file = try Program.run(
          command.split(separator: " ").map { $0 == "M" ? "m" : String($0) }, in: folder)
        for (source, path) in [("cat m | ", "/dev/stdin"), ("mkfifo p; cat m > p & ", "p")] {
          let line = source + "'\(Program.path)' " + command.replacing("M", with: path) + "; s=$?; rm -f p; exit $s"
          let pipe = try Program.shell(line, in: folder)
          #expect(pipe.status == file.status && pipe.output == file.output, "\(line): \(pipe)")
          #expect(file.status == 0, "\(file)")
        }
      }
      let nothing = try Program.shell("'\(Program.path)' check /dev/stdin < /dev/null", in: folder)
      #expect(nothing.status == 1 && nothing.errors.contains("/dev/stdin: byte 0: expected"), "\(nothing)")
    }
  }

  @Test func whatIsNoFileIsNotReplaced() throws {
    try TemporaryFolder.with { folder in
      _ = try folder.write(Self.plane, to: "t.csv")
      #expect(try Program.shell("mkfifo pipe", in: folder).status == 0)
      for (path, message) in [
        ("pipe", "something that is not a file"), ("/dev/null", "something that is not a file"), ("", "an empty name"),
        ("m/", "the name of a folder"), (String(repeating: "m", count: 250), "a name of at most"),
      ] {
        for arguments in [["train", "--csv", "t.csv"], ["solve", "t.csv"]] {
          let result = try Program.run(arguments + ["--save", path], in: folder)
          #expect(result.status == 1 && result.output.isEmpty)
          #expect(result.errors.contains(message), "\(result.errors)")
        }
      }
    }
  }

  @Test func dataIsNotReplaced() throws {
    try TemporaryFolder.with { folder in
      _ = try folder.write(Self.plane, to: "t.csv")
      try FileManager.default.createSymbolicLink(atPath: folder.file("link"), withDestinationPath: "t.csv")
      for path in ["t.csv", "./t.csv", "link"] {
        for arguments in [
          ["train", "--csv", "t.csv", "--save"], ["train", "--csv", "t.csv", "--checkpoint"],
          ["solve", "t.csv", "--save"], ["certify", "m", "--csv", "t.csv", "--polish"],
          ["train", "--csv", "other.csv", "--test", "t.csv", "--history"],
          ["certify", "t.csv", "--digits", "--polish"],
        ] {
          // A history has an ending of its own to keep to.
          if arguments.contains("--history"), !path.hasSuffix(".csv") { continue }
          let result = try Program.run(arguments + [path], in: folder)
          #expect(result.status == 2 && result.errors.contains("would replace a file that is read"), "\(result.errors)")
        }
      }
      _ = try folder.write("", to: "train-images-idx3-ubyte")
      for command in [["train"], ["certify", "m"]] {
        let option = command == ["train"] ? "--save" : "--polish"
        let image = try Program.run(command + ["--data", ".", option, "train-images-idx3-ubyte"], in: folder)
        #expect(image.status == 2 && image.errors.contains("would replace a file that is read"), "\(image)")
      }
      _ = try folder.write("{\"epochs\": 1}", to: "s.json")
      let settings = try Program.run("train", "--csv", "t.csv", "--settings", "s.json", "--save", "s.json", in: folder)
      #expect(settings.status == 2 && settings.errors.contains("would replace a file that is read"), "\(settings)")
      let same = try Program.run("train", "--csv", "t.csv", "--save", "m", "--checkpoint", "./m", in: folder)
      #expect(same.status == 2 && same.errors.contains("'--save' and '--checkpoint' are the same file"))
      #expect(try fileBytes(folder.file("t.csv")) == Array(Self.plane.utf8))
    }
  }
}
