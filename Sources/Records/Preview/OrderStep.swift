package import Primitives

/// What a strategy's order does to the holding; the raw value is its code in files.
package enum OrderStep: String, Sendable, CaseIterable {
  case keptWithoutScores = "kept-without-scores"
  case kept
  case reduced
  case leaves
  case belowOneLot = "below-one-lot"
  case addedTo = "added-to"
  case freePlace = "free-place"

  /// One sentence for a reader.
  package var message: Message {
    switch self {
    case .keptWithoutScores:
      Message("target.kept-without-scores", en: "It is kept: no scores, no orders.", zh: "保留：没有得分，不下单。")
    case .kept: Message("target.kept", en: "It is kept.", zh: "保留。")
    case .reduced: Message("target.reduced", en: "The holding is reduced.", zh: "减持。")
    case .leaves: Message("target.leaves", en: "It leaves for a better candidate.", zh: "让位于得分更高者。")
    case .belowOneLot:
      Message("target.below-one-lot", en: "It is wanted, but the money is below one lot.", zh: "想买，但资金不足一手。")
    case .addedTo: Message("target.added-to", en: "The holding is added to.", zh: "增持。")
    case .freePlace: Message("target.free-place", en: "It takes a free place.", zh: "填补空位。")
    }
  }
}
