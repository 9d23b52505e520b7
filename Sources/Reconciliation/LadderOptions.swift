import Primitives
package import Records

extension Rung {
  /// `all`, or some rungs separated by commas; throws `reconcile.rung` with the nearest name.
  package static func list(_ text: String) throws -> [Rung] {
    if text == "all" { return allCases }
    return try text.split(separator: ",").map { name in
      guard let rung = Rung(rawValue: String(name)) else {
        let names = Rung.allCases.map(\.rawValue)
        throw Diagnostic(
          "reconcile.rung", .usage,
          [
            "name": .text(String(name)), "hint": Spelling.suggestion(for: String(name), among: names),
            "names": .names(names),
          ],
          (en: "There is no rung '{name}'.{hint}", zh: "没有名为“{name}”的级。{hint}"),
          remedy: (en: "Use `all`, or some of {names}.", zh: "请使用 `all`，或以下若干：{names}。"))
      }
      return rung
    }
  }
}

extension Tolerances {
  /// From `NAME=VALUE` each; throws `reconcile.tolerance` for another form, `tolerance.unknown` for another name.
  package init(assignments: [String]) throws {
    var limits: [String: Double] = [:]
    for text in assignments {
      let parts = text.split(separator: "=", maxSplits: 1)
      guard parts.count == 2, let value = NumberReader.double(String(parts[1])), value >= 0, value.isFinite else {
        throw Diagnostic(
          "reconcile.tolerance", .usage, ["text": .text(text)],
          (
            en: "'{text}' is no NAME=VALUE with a finite value of at least 0.",
            zh: "“{text}”不是 NAME=VALUE，或其值不是不小于 0 的有限数字。"
          ),
          remedy: (en: "Write it as `replayed.nav=1e-9`.", zh: "请写成 `replayed.nav=1e-9` 的形式。"))
      }
      limits[String(parts[0])] = value
    }
    try self.init(overriding: limits)
  }
}
