/// A factor that no expression can say, one Swift file each.
///
/// It stands under the same rules as an operator, and under the same conformance suite: a day's value
/// depends on the instrument's own rows up to that day, `lookback` rows at most, and not on other
/// instruments. Rows are trading days from the first one that any of its fields has; a day without a
/// value is NaN in every field.
package protocol FactorImplementation: Sendable {
  /// The name under which libraries refer to it.
  var name: String { get }
  /// Lower-case names of the fields it reads.
  var fields: [String] { get }
  /// Rows before a day that its value depends on, at most.
  var lookback: Int { get }
  /// Rows behind a day that its value depends on; more than 0 only for a label.
  var future: Int { get }

  /// - Parameter columns: a column for each of `fields`, in their order, all of one length.
  /// - Returns: a value for each row, NaN where there is none.
  func values(_ columns: [[Float]]) -> [Float]
}

extension FactorImplementation {
  package var future: Int { 0 }
}
