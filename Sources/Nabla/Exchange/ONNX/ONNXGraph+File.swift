extension ONNXGraph {
  /// Whether some of its arrays have double precision; times alone do not count, which always have it.
  package var isDouble: Bool {
    initializers.values.contains { $0.type == ONNXType.double.rawValue && !$0.shape.isEmpty }
  }

  /// Reads a file.
  package init(contentsOf path: String) throws(ModelFileError) {
    let bytes: [UInt8]
    do throws(DataError) {
      bytes = try DataFile.storedBytes(at: path)
    } catch {
      throw ModelFileError(.unreadable, source: path, expected: "an ONNX file that can be read", found: error.found)
    }
    do throws(ModelFileError) {
      try self.init(bytes: bytes)
    } catch {
      throw error.about(path)
    }
  }
}

extension Model {
  /// The model of a graph from a file.
  package init(_ graph: ONNXGraph, source: String, likelihood: Likelihood? = nil) throws(ModelFileError) {
    do throws(ModelFileError) {
      try self.init(graph, likelihood)
    } catch {
      throw error.about(source)
    }
  }
}
