import Foundation
import Primitives
package import Records

/// All loops and all factors of the library as classic scripts, which also load from `file://`: `library.js` loads one
/// when a reader first filters its table.
///
/// A file is no larger than `bytesMax`: long texts are cut shorter and shorter, then the oldest rows are left out, and
/// the file says both.
package enum LibraryListFiles {
  /// Below the site's root.
  static let loops = "data/library-loops.js"
  static let factors = "data/library-factors.js"

  static let bytesMax = 6_000_000
  /// How many signs of a text are kept, tried one after the other.
  private static let beginnings = [120, 60, 30, 12, 0]

  static func sources(_ library: LibraryNight?) -> [CurveFiles.Source] {
    guard let lists = library?.lists else { return [] }
    return [
      CurveFiles.Source(path: loops, digest: lists.digest + " loops", isDated: false) {
        script(loops: try lists.loops(), bytesMax: bytesMax)
      },
      CurveFiles.Source(path: factors, digest: lists.digest + " factors", isDated: false) {
        script(factors: try lists.factors(), bytesMax: bytesMax)
      },
    ]
  }

  // MARK: - Loops

  /// The figures in the order of the table's columns.
  private static let figures: [(LibraryLoop.Figure, Figure.Unit)] = [
    (.annualReturn, .percent), (.informationRatio, .ratio), (.maxDrawdown, .percent), (.ic, .correlation),
    (.rankIC, .correlation), (.trials, .count), (.deflatedSharpe, .ratio),
  ]

  /// - Parameter loops: the newest first.
  package static func script(loops: [LibraryLists.Loop], bytesMax: Int) -> [UInt8] {
    fitted(loops.count, bytesMax) { count, signs in
      var tasks = Places()
      var actions = Places()
      var names = Places()
      let rows = loops.prefix(count).map { loop -> JSONValue in
        let cut = loop.id.lastIndex(of: "/") ?? loop.id.endIndex
        let decision = loop.decision.map { $0 ? LoopDecision.accepted : .rejected } ?? .unrecorded
        var row: [JSONValue] = [
          .integer(tasks.place(of: String(loop.id[..<cut]))), .string(String(loop.id[cut...].dropFirst())),
          .integer(LoopDecision.allCases.firstIndex(of: decision) ?? 0),
          loop.action.map { .integer(actions.place(of: $0)) } ?? .null,
          .optional(loop.hypothesis.map { LoopRow.beginning($0, signs) }),
          .array(loop.factorNames.map { .integer(names.place(of: $0)) }),
          .optional(loop.startedAt.map { String($0.prefix(10)) }),
        ]
        for (figure, unit) in figures {
          let value = Figure(loop.figures[figure], unit)
          row.append(value.value == nil ? .null : .string(value.text(.english)))
          row.append(.optional(value.value.map(rounded)))
        }
        return .array(row)
      }
      return script(
        "loops", all: loops.count, signs: signs, rows,
        [
          "tasks": tasks.json, "actions": actions.json, "names": names.json,
          "decisions": .array(LoopDecision.allCases.map { .string($0.rawValue) }),
        ])
    }
  }

  // MARK: - Factors

  package static func script(factors: [LibraryLists.Factor], bytesMax: Int) -> [UInt8] {
    fitted(factors.count, bytesMax) { count, signs in
      var sources = Places()
      let rows = newest(factors, count).map { factor -> JSONValue in
        [
          .string(factor.id), .array(factor.names.map { .string($0) }),
          .integer(sources.place(of: factor.source ?? "")),
          .optional(factor.description.map { LoopRow.beginning($0, signs) }),
          .optional(factor.expression.map { LoopRow.beginning($0, signs) }),
          .string(Figure(count: factor.loops).text(.english)),
          .integer(factor.loops),
        ]
      }
      return script("factors", all: factors.count, signs: signs, rows, ["sources": sources.json])
    }
  }

  /// In their order; where not all are wanted, those without a time are the oldest.
  private static func newest(_ factors: [LibraryLists.Factor], _ count: Int) -> [LibraryLists.Factor] {
    guard count < factors.count else { return factors }
    let kept = factors.indices.sorted { (factors[$0].createdAt ?? "", $1) > (factors[$1].createdAt ?? "", $0) }
      .prefix(count).sorted()
    return kept.map { factors[$0] }
  }

  // MARK: - Files

  /// The longest texts, then the most rows, that fit.
  private static func fitted(
    _ all: Int, _ bytesMax: Int, _ make: (_ count: Int, _ signs: Int) -> [UInt8]
  ) -> [UInt8] {
    var made: [UInt8] = []
    for signs in beginnings {
      made = make(all, signs)
      if made.count <= bytesMax { return made }
    }
    var count = all
    while made.count > bytesMax, count > 0 {
      // A little less than the rows take on the average.
      count = min(count - 1, count * bytesMax * 49 / (made.count * 50))
      made = make(count, 0)
    }
    return made
  }

  private static func script(
    _ name: String, all: Int, signs: Int, _ rows: [JSONValue], _ tables: [String: JSONValue]
  ) -> [UInt8] {
    let members = tables.merging(["all": .integer(all), "signs": .integer(signs), "rows": .array(rows)]) { own, _ in own
    }
    var writer = ByteWriter(capacity: 1 << 20)
    writer.text("aistockLibrary.\(name)=")
    writer.append(JSONValue.object(members).canonical)
    writer.text(";\n")
    return writer.bytes
  }

  /// Six significant digits order rows as finely as anybody reads them.
  private static func rounded(_ value: Double) -> Double {
    guard value != 0, value.isFinite else { return value }
    let scale = pow(10, 5 - floor(log10(value.magnitude)))
    return scale.isFinite ? (value * scale).rounded() / scale : value
  }

  /// Texts that many rows share, each once.
  private struct Places {
    private var texts: [String] = []
    private var places: [String: Int] = [:]

    mutating func place(of text: String) -> Int {
      if let known = places[text] { return known }
      places[text] = texts.count
      texts.append(text)
      return texts.count - 1
    }

    var json: JSONValue { .array(texts.map { .string($0) }) }
  }
}
