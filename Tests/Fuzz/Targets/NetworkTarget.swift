import Ladder
import Models
import Primitives
import TestSupport

extension FuzzTarget {
  /// A network's ONNX: what the reader accepts either scores through the library or is refused by it.
  static let network = FuzzTarget(
    "network",
    words: ["Loop", "Scan", "RandomNormal", "aistock.features", "[\"A\"]", "\u{8}\u{1}", "Gather", "ai.onnx"],
    seeds: {
      try ["mlp", "gru", "transformer", "tcn"].map {
        try FileReader.bytes((RepositoryRoot.folder ?? "") + "/Tests/Oracle/networks/\($0).onnx")
      }
    },
    read: { bytes in
      let weights = try NetworkWeights(bytes, path: "model.onnx")
      // Memory is the mutation's choice.
      guard weights.featureNames.count * (weights.steps ?? 1) < 1 << 16 else { return }
      let days = weights.steps ?? 1
      let keys = try RowKeys(
        rows: (0..<days).map { (TradingDay(daysSince1970: 20_000 + Int32($0)), InstrumentID(canonical: "SH600000")) })
      let frame = try Frame(
        keys: keys,
        columns: weights.featureNames.map { name in Column(feature: name, (0..<days).map { Float($0) / 8 }) })
      let last = keys.day(ofRow: days - 1)
      do {
        _ = try weights.scores(
          of: weights.steps.map { frame.windowed($0, from: last, through: last, since: keys.day(ofRow: 0)) }
            ?? frame,
          .ofThisProcess)
      } catch let error as Diagnostic where error.kind == .environment { return }
    })
}
