/// Names of factors as RD-Agent's files print them.
package enum FactorName {
  /// `X` of `('feature', 'X')`, the printed label of a table's two-level column, and of `feature_X`;
  /// every other name as it is, without blanks around it.
  package static func normalised(_ raw: String) -> String {
    let text = raw.trimmed
    if text.hasPrefix("("), text.hasSuffix(")") {
      // The last of the quoted pieces is the column's own name.
      let mark: Character = text.contains("'") ? "'" : "\""
      let pieces = text.split(separator: mark, omittingEmptySubsequences: false)
      if pieces.count >= 3, pieces.count % 2 == 1, !pieces[pieces.count - 2].isEmpty {
        return String(pieces[pieces.count - 2])
      }
    }
    let prefix = "feature_"
    return text.hasPrefix(prefix) && text.count > prefix.count
      ? String(text.dropFirst(prefix.count)) : text
  }
}

extension StringProtocol {
  /// Without blanks at either end.
  var trimmed: String {
    let front = drop(while: \.isWhitespace)
    guard let last = front.lastIndex(where: { !$0.isWhitespace }) else { return "" }
    return String(front[...last])
  }
}
