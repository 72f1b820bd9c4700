import Foundation

/// A look at files before they are written.
enum Files {
  /// Why a file of this path cannot be written, as far as that can be told without writing it.
  static func obstacle(toWriting path: String) -> String? {
    let manager = FileManager.default
    var isFolder: ObjCBool = false
    if manager.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue {
      return "expected a place for a file, found a folder"
    }
    let folder = URL(filePath: path).deletingLastPathComponent().path
    guard manager.fileExists(atPath: folder) else { return "expected a place for a file, found no folder '\(folder)'" }
    // The file is written beside its place first, so the folder must allow it.
    guard manager.isWritableFile(atPath: folder) else {
      return "expected a place for a file, found a folder in which this user may not write"
    }
    return nil
  }
}
