import Ladder
import MarketData
import Primitives
import Reconciliation
import Records
import TestSupport

extension FuzzTarget {
  /// One number of a recorded table is changed, lost or made infinite: the ladder must not pass.
  ///
  /// The bytes of a case only choose the change.
  static let evidence = FuzzTarget(
    "evidence", cost: 100, seeds: { [Array("which file, which row, which column, what".utf8)] },
    read: { bytes in
      var random = SeededRandom(seed: SHA256Digest(hashing: bytes).hex.utf8.reduce(0) { $0 &* 31 &+ UInt64($1) })
      let change = try EvidenceChange(&random)
      let outcome = try EvidenceMaterial.reconciler.reconcile(
        .init(id: "evidence", workspace: try change.workspace(), rungs: [.recomputed, .replayed, .reinferred]))
      // A row that stands twice is read as qlib reads it, under a serious finding.
      let isNamed = change.repeats && outcome.comparison.findings.contains { $0.severity == .serious }
      guard isNamed || ![.pass, .passWithExceptions].contains(outcome.comparison.verdict) else {
        throw BrokenPromise(description: "\(outcome.comparison.verdict.rawValue) with \(change)")
      }
    })
}

private enum EvidenceMaterial {
  static let reconciler = Reconciler(
    market: DemoMarket.make(), marketDigest: MarketDigest(), runtime: .ofThisProcess)
}

/// A change of one cell or row.
private struct EvidenceChange: CustomStringConvertible {
  private static let tables = ["report_normal_1day.csv", "positions.csv", "pred.csv", "qlib_res.csv"]
  private static let plain = ["conf.yaml", "export.json", "label.csv", "model.txt"]

  let file: String
  let description: String
  /// Whether the change is a row that stands twice.
  let repeats: Bool
  private let text: String

  init(_ random: inout SeededRandom) throws {
    file = EvidenceChange.tables[random.whole(0...3)]
    var lines = String(decoding: try Demo.file(file), as: UTF8.self).split(separator: "\n").map(String.init)
    // qlib's entries of cash and account repeat the report; a model's losses follow from no file.
    let rows = lines.indices.dropFirst().filter { !lines[$0].contains(",__") && !lines[$0].hasPrefix("l2.") }
    let row = rows[random.whole(0...rows.count - 1)]
    let before = lines[row]
    var cells = before.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    // `weight` and `count_day` of a position are told from the others; the metrics have one number a row.
    let first = ["positions.csv", "pred.csv"].contains(file) ? 2 : 1
    let last = file == "positions.csv" ? 3 : cells.count - 1
    let column = random.whole(first...last)
    let value = Double(cells[column]) ?? 0
    let kind = random.whole(0...7)
    repeats = kind == 1
    switch kind {
    case 0: lines.remove(at: row)
    // The same metric twice with one value says nothing else.
    case 1 where file != "qlib_res.csv": lines.insert(before, at: row)
    case 2: cells[column] = "inf"
    case 3: cells[column] = "1e400"
    case 4: cells[column] = ""
    case 5: cells[column] = "\(-value - 1)"
    case 6: cells[column] = "\(value * 1.01 + 1e-3)"
    default: cells[column] = "\(value * 2 + 1)"
    }
    if lines.count > row, lines[row] == before, cells.joined(separator: ",") != before {
      lines[row] = cells.joined(separator: ",")
    }
    description =
      "\(file), line \(row + 1): '\(before)' became '\(cells.joined(separator: ","))' or was lost or repeated"
    text = lines.joined(separator: "\n") + "\n"
  }

  /// The faithful result with the change, on disk.
  func workspace() throws -> String {
    let folder = try Scratch.path("evidence")
    for name in EvidenceChange.tables + EvidenceChange.plain {
      try FileWriter.write(name == file ? Array(text.utf8) : Demo.file(name), to: Path.join(folder, name))
    }
    return folder
  }
}
