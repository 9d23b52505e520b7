/// How many shares one order may have; numbers and sources stand in `AShareRuleTable`.
package enum AShareLots {
  private static let main = rule("lot.main")
  private static let star = rule("lot.star")
  private static let beijing = rule("lot.beijing")

  /// The smallest purchase, shares.
  package static func minimum(_ board: AShareBoard) -> Int64 { lot(board).minimum }

  /// By how many shares an order above the smallest may grow.
  package static func step(_ board: AShareBoard) -> Int64 { lot(board).step }

  /// The largest permitted purchase not above a number of shares; 0 where that is below the smallest.
  package static func buyable(_ shares: Int64, _ board: AShareBoard) -> Int64 {
    shares < minimum(board) ? 0 : shares / step(board) * step(board)
  }

  /// The largest permitted sale not above a number of shares out of a holding: all of it, odd shares
  /// included, or else what a purchase could be.
  package static func sellable(_ shares: Int64, held: Int64, _ board: AShareBoard) -> Int64 {
    shares >= held ? held : buyable(shares, board)
  }

  private static func lot(_ board: AShareBoard) -> (minimum: Int64, step: Int64) {
    switch board {
    case .shanghaiMain, .shenzhenMain, .chiNext: main
    case .star: star
    case .beijing: beijing
    }
  }

  /// None of these rules was ever changed, so that no day is asked for.
  private static func rule(_ id: String) -> (minimum: Int64, step: Int64) {
    let entries = AShareRuleTable.entries.filter { $0.id == id }
    guard entries.count == 1, case .lot(let minimum, let step) = entries[0].value else {
      preconditionFailure("'\(id)' is no lot of one entry")
    }
    return (minimum, step)
  }
}
