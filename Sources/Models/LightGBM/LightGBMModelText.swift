import Primitives

/// What the text of a LightGBM model says about itself, checked before the library reads it.
package struct LightGBMModelText: Equatable, Sendable {
  package let bytes: [UInt8]
  package let objective: String
  package let featureNames: [String]
  package let treeCount: Int
  /// The names in the header, with a value or without.
  let header: Set<String>
  /// Parameters as written at the end of the file, in its order.
  package let parameters: [Parameter]

  package struct Parameter: Equatable, Sendable {
    package let name: String
    package let value: String
  }

  /// LightGBM's own names say nothing about the order of the features.
  package var hasOwnNames: Bool { FeatureOrder(featureNames).isUnnamed }

  package var hash: String { SHA256Digest(hashing: bytes).hex }

  package init(file path: String) throws {
    try self.init(try FileReader.unpacked(path), path: path)
  }

  /// Throws `model.text` for a text that is no LightGBM model, is cut short, or predicts several
  /// classes; `path` is for messages.
  package init(_ bytes: [UInt8], path: String) throws {
    var scanner = LineScanner(bytes)
    func damaged(_ what: String) -> Diagnostic {
      Diagnostic(
        "model.text", what, at: .init(path, line: scanner.line),
        remedy: "Export the model again (save_model); a pickle is turned into text by the exporter.")
    }
    guard scanner.next() == "tree" else { throw damaged("not a LightGBM model: the first line is not 'tree'") }
    var header: [String: String] = [:]
    var headerNames: Set<String> = []
    while let line = scanner.next(), !line.isEmpty {
      headerNames.insert(line.split(separator: "=", maxSplits: 1).first.map(String.init) ?? line)
      if let equals = line.firstIndex(of: "=") {
        header[String(line[..<equals])] = String(line[line.index(after: equals)...])
      }
    }
    let names = header["feature_names"]?.split(separator: " ").map(String.init) ?? []
    guard let last = header["max_feature_idx"].flatMap({ Int($0) }), last + 1 == names.count, !names.isEmpty else {
      throw damaged("the header does not name as many features as it announces")
    }
    guard header["num_class"] == "1", header["num_tree_per_iteration"] == "1" else {
      throw damaged("the model predicts several classes, which no strategy here can use")
    }
    guard let sizes = header["tree_sizes"]?.split(separator: " ").map({ Int($0) ?? -1 }) else {
      throw damaged("the header has no tree sizes")
    }
    for (tree, size) in sizes.enumerated() {
      guard scanner.peek() == "Tree=\(tree)", size > 0, scanner.skip(size) else {
        throw damaged("tree \(tree) of \(sizes.count) is missing or cut short")
      }
    }
    guard scanner.next() == "end of trees" else {
      throw damaged("the text does not end behind its \(sizes.count) trees: it is cut short or has been edited")
    }
    var parameters: [Parameter] = []
    var isOpen = false
    while let line = scanner.next() {
      if line == "parameters:" { isOpen = true }
      if line == "end of parameters" { isOpen = false }
      guard line.hasPrefix("["), line.hasSuffix("]"), let colon = line.firstIndex(of: ":") else { continue }
      parameters.append(
        Parameter(
          name: String(line[line.index(after: line.startIndex)..<colon]),
          value: line[line.index(after: colon)...].dropLast().trimmed))
    }
    if isOpen { throw damaged("the text ends within its parameters: it is cut short") }
    self.bytes = bytes
    self.featureNames = names
    self.header = headerNames
    self.treeCount = sizes.count
    self.objective = header["objective"] ?? ""
    self.parameters = parameters
  }

  /// Throws `model.features` for features that are not the model's (`FeatureOrder.check`).
  package func check(features: [String]) throws { try FeatureOrder(featureNames).check(features) }
}

/// Lines of a text as bytes, so that the sizes in a model's header can be followed exactly.
private struct LineScanner {
  private let bytes: [UInt8]
  private var index = 0
  /// Counted from 1: the line read last.
  private(set) var line = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  mutating func next() -> String? {
    guard index < bytes.count else { return nil }
    let end = bytes[index...].firstIndex(of: 0x0A) ?? bytes.count
    defer {
      index = end + 1
      line += 1
    }
    return String(decoding: bytes[index..<end], as: UTF8.self)
  }

  func peek() -> String? {
    var copy = self
    return copy.next()
  }

  /// Skips that many bytes; false where fewer are left.
  mutating func skip(_ count: Int) -> Bool {
    guard index + count <= bytes.count else { return false }
    line += bytes[index..<(index + count)].count { $0 == 0x0A }
    index += count
    return true
  }
}

extension Substring {
  fileprivate var trimmed: String {
    String(drop { $0 == " " })
  }
}
