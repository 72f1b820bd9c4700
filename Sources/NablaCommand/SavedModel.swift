internal import Nabla

/// A model from a file, in the precision in which it was saved.
enum SavedModel {
  case single(Model<Float>)
  case double(Model<Double>)

  /// Reads a model, and sets how it computes.
  init(contentsOf path: String, execution: Execution) throws(ModelFileError) {
    let file = try SafetensorsFile(contentsOf: path)
    do throws(ModelFileError) {
      if file.tensors.values.contains(where: { $0.elementType == .float64 }) {
        var model = try Model<Double>(file)
        model.network.execution = execution
        self = .double(model)
      } else {
        var model = try Model<Float>(file)
        model.network.execution = execution
        self = .single(model)
      }
    } catch {
      var named = error
      named.source = path
      throw named
    }
  }
}
