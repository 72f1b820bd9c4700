import Foundation
import Nabla
import Testing

@Suite struct FileReplacementTests {
  @Test func theReasonIsTheSystems() throws {
    try TemporaryFolder.with { folder in
      try FileManager.default.createDirectory(atPath: folder.file("d/e"), withIntermediateDirectories: true)
      for (path, code, words) in [
        ("no/file", ENOENT, "No such file or directory"), ("d", EISDIR, "Is a directory"),
        (String(repeating: "n", count: 300), ENAMETOOLONG, "File name too long"),
      ] {
        let error = #expect(throws: FileReplacement.Refusal.self) {
          try FileReplacement.write([1], to: folder.file(path))
        }
        #expect(error?.code == code && error?.reason == words, "\(path)")
      }
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["d"])
    }
  }

  @Test func permissionsAreKept() throws {
    try TemporaryFolder.with { folder in
      let path = try folder.write("old", to: "f")
      chmod(path, 0o640)
      try FileReplacement.write(Array("new".utf8), to: path)
      var status = stat()
      #expect(stat(path, &status) == 0 && status.st_mode & 0o777 == 0o640)
      #expect(try fileBytes(path) == Array("new".utf8))
    }
  }
}
