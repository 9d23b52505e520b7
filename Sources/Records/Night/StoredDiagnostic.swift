package import Primitives

/// A diagnostic on disk, whole: what a night could not do is shown again from it, with its place and its remedy.
extension Diagnostic {
  package var stored: JSONValue {
    [
      "id": .string(id), "kind": .string(kind.rawValue), "severity": .string(severity.rawValue),
      "summary": summary.json, "remedy": remedy.json, "exit": .integer(Int(exit.rawValue)),
      "place": place.map {
        ["file": .string($0.file), "line": $0.line.map { .integer($0) } ?? .null, "field": .optional($0.field)]
      } ?? .null,
    ]
  }

  /// Nil for what is no diagnostic of this form.
  package init?(stored json: JSONValue) {
    guard let id = json["id"]?.stringValue, let kind = json["kind"]?.stringValue.flatMap(Kind.init),
      let severity = json["severity"]?.stringValue.flatMap(Severity.init),
      let summary = json["summary"].flatMap({ Message($0) }), let remedy = json["remedy"].flatMap({ Message($0) }),
      let exit = json["exit"]?.intValue.flatMap({ ExitCode(rawValue: Int32($0)) })
    else { return nil }
    let place = json["place"]?["file"]?.stringValue.map { file in
      Place(file, line: json["place"]?["line"]?.intValue, field: json["place"]?["field"]?.stringValue)
    }
    self.init(id: id, kind: kind, severity: severity, at: place, summary: summary, remedy: remedy, exit: exit)
  }
}
