/// The operators over the members of a day.
enum CrossSection {
  /// - Parameters:
  ///   - x: one value for each member, in the order of instruments.
  ///   - y: the exposures of `CSNeutralize`; empty else.
  static func day(_ operation: CrossOperation, _ x: [Double], _ y: [Double]) -> [Double] {
    switch operation {
    case .rank: CSRankOperator.day(x)
    case .demean: CSDemeanOperator.day(x)
    case .zscore: CSZScoreOperator.day(x)
    case .neutralize: CSNeutralizeOperator.day(x, y)
    }
  }
}
