import Primitives
import Records

/// What a recorder logged of its task (`mlruns/…/params`, one file a value), for rendering a template.
///
/// `qlib/model/trainer.py` logs the flattened task: mappings become dotted names, lists stay Python texts.
struct RecordedParameters: Sendable {
  private let values: [String: String]

  /// Longer values and more files are passed over: RD-Agent's tasks have some dozens of short ones.
  private static let bytesMax = 1 << 20
  private static let filesMax = 2000

  init(_ recorder: RecorderRun) throws {
    let folder = Path.join(recorder.folder, "params")
    guard FileReader.isFolder(folder) else {
      values = [:]
      return
    }
    var values: [String: String] = [:]
    for name in try FileReader.names(in: folder).prefix(Self.filesMax) {
      let path = Path.join(folder, name)
      guard !FileReader.isFolder(path) else { continue }
      let bytes = try FileReader.bytes(path)
      guard bytes.count <= Self.bytesMax else { continue }
      values[name] = try TextDecoder.text(bytes, path: path)
    }
    self.values = values
  }

  var isEmpty: Bool { values.isEmpty }

  /// The values of RD-Agent's template variables, as far as the task tells them.
  ///
  /// A variable that the task does not hold is left out. `None` was unset.
  var templateValues: [String: String] {
    var found: [String: String] = [:]
    for (name, parts) in [
      ("train", ("train_start", "train_end")), ("valid", ("valid_start", "valid_end")),
      ("test", ("test_start", "test_end")),
    ] {
      guard let pair = list("dataset.kwargs.segments." + name), pair.count == 2 else { continue }
      found[parts.0] = pair[0].recorded
      found[parts.1] = pair[1].recorded
    }
    for name in ["n_epochs", "lr", "early_stop", "batch_size", "weight_decay"] {
      found[name] = scalar("model.kwargs." + name)
    }
    for name in ["num_features", "num_timesteps"] { found[name] = scalar("model.kwargs.pt_model_kwargs." + name) }
    found["dataset_cls"] = scalar("dataset.class")
    found["step_len"] = scalar("dataset.kwargs.step_len")
    if let feature = features, feature.count == 2 {
      found["feature_expressions"] = feature[0].flowText
      found["feature_names"] = feature[1].flowText
    }
    return found
  }

  /// Expressions and names of the first loader that has both.
  private var features: [YAMLValue]? {
    let loader = "dataset.kwargs.handler.kwargs.data_loader.kwargs."
    if let written = list(loader + "config.feature") { return written }
    return list(loader + "dataloader_l")?.lazy.compactMap { $0["kwargs"]?["config"]?["feature"]?.items }.first
  }

  private func scalar(_ name: String) -> String? {
    guard let text = values[name], text != "None", !text.isEmpty else { return nil }
    return text
  }

  private func list(_ name: String) -> [YAMLValue]? { values[name].flatMap { Self.literal($0)?.items } }

  /// A Python literal as YAML: dates are put in words, `None` stays a text; nil where it is cut or no literal.
  static func literal(_ text: String) -> YAMLValue? {
    try? YAMLDocument(withDates(text), path: "params").root
  }

  /// `datetime.date(2017, 1, 1)` becomes `2017-01-01`.
  private static func withDates(_ text: String) -> String {
    let call = "datetime.date("
    var pieces = text.split(separator: call, omittingEmptySubsequences: false)[...]
    var result = String(pieces.removeFirst())
    for piece in pieces {
      guard let close = piece.firstIndex(of: ")") else {
        result += call + piece
        continue
      }
      let numbers = piece[..<close].split(separator: ",").map { Int($0.filter { $0 != " " }) }
      if numbers.count == 3, let year = numbers[0], let month = numbers[1], let day = numbers[2],
        let date = TradingDay(year: year, month: month, day: day)
      {
        result += date.description + piece[piece.index(after: close)...]
      } else {
        result += call + piece
      }
    }
    return result
  }
}

extension YAMLValue {
  /// A scalar's text; nil for `None`.
  fileprivate var recorded: String? { text == "None" ? nil : text }

  /// The value on one line, which a template takes as a flow value.
  fileprivate var flowText: String { String(decoding: json.canonical, as: UTF8.self) }
}
