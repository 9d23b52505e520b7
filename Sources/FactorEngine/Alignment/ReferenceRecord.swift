package import Primitives
package import Records

/// What the exporter's script wrote beside a table of reference values: `reference.json` beside `reference.csv.gz`.
package struct ReferenceRecord: Sendable {
  /// The table's name.
  private let file: String
  /// The name of the JSON; nil where none stands beside the table, or it is none of the script's.
  private let record: String?
  /// In what the values were made; nil where nothing tells.
  package let sandbox: SandboxRecord?
  package let findings: [Finding]

  /// Throws `factor.reference-record` for a file of that name that cannot be read.
  package init(of csv: String) throws {
    file = Path.lastComponent(csv)
    let bare = [".csv.gz", ".csv"].first { csv.hasSuffix($0) }.map { String(csv.dropLast($0.count)) } ?? csv
    let path = bare + ".json"
    guard path != csv, FileReader.exists(path), !FileReader.isFolder(path),
      let document = Optional(try JSONReader.read(file: path, id: "factor.reference-record")),
      document["sandbox"] != nil
    else {
      (record, sandbox, findings) = (nil, nil, [])
      return
    }
    let name = Path.lastComponent(path)
    record = name
    let sandbox = SandboxRecord(document["sandbox"])
    var findings = [sandbox?.finding(name)].compactMap { $0 }
    let actual = SHA256Digest(hashing: try FileReader.unpacked(csv)).hex
    if document["values"]?["sha256"]?.stringValue != actual { findings.append(.otherValues(file, name)) }
    self.sandbox = sandbox
    self.findings = findings
  }

  package var json: JSONValue {
    [
      "file": .string(file), "record": .optional(record), "sandbox": sandbox?.json ?? .null,
      "findings": .array(findings.map(\.json)),
    ]
  }
}

extension Finding {
  fileprivate static func otherValues(_ file: String, _ record: String) -> Finding {
    Finding(
      "factor.reference-record-differs", .warning, ["file": .text(file), "record": .text(record)],
      title: (en: "The record beside the reference is of other values", zh: "参考值旁的记录属于另一份数值"),
      evidence: (
        en: "The SHA-256 in `{record}` is not that of `{file}`.", zh: "`{record}` 中的 SHA-256 与 `{file}` 不符。"
      ),
      consequence: (en: "How these values were made is not known.", zh: "无法得知这些数值是如何得出的。"),
      remedy: (
        en: "Write values and record again with the script of `aistock rdagent exporter`.",
        zh: "用 `aistock rdagent exporter` 的脚本重新写出数值与记录。"
      ))
  }
}
