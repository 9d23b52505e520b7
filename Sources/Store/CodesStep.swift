/// Reasons of previews as codes: version 0.1.0 wrote the sentences that it showed.
///
/// 1. `preview_account.coding` says how a day's price digest writes a stock without a price. Days of 0.1.0 keep
///    their digests and are compared in their own coding (`DigestCoding`), so that none is settled again.
/// 2. `preview_verified` is forgotten: the next settlement checks each day once and writes it anew.
/// 3. The sentences of 0.1.0 that stand in rows become codes; a text of another program stays.
enum CodesStep {
  static let sql =
    """
    ALTER TABLE preview_account ADD COLUMN coding INTEGER NOT NULL DEFAULT 1 CHECK (coding IN (1, 2));
    ALTER TABLE quote_fall ADD COLUMN message TEXT NOT NULL DEFAULT '';
    DELETE FROM preview_verified;
    """ + refusals + exact("quote_fall", quotes) + exact("preview_live_position", quotes)
    + "\nUPDATE quote_fall SET message = reason WHERE reason NOT IN (\(list(quotes.map(\.code))));\n"

  private static let refusals =
    exact("preview_skip", orders)
    + orderPatterns.map { pattern, edits in
      "\nUPDATE preview_skip SET reason = \(replaced(edits)) WHERE reason GLOB \(quoted(pattern));"
    }.joined()
    + "\nUPDATE preview_trade SET reason = 'no-score' WHERE reason = 'no score';"
    + "\nUPDATE preview_trade SET reason = "
    + replaced([("score ", "ranked "), (", rank ", " "), (" of ", " ")])
    + " WHERE reason GLOB 'score *, rank * of *';\n"

  private static let orders: [(sentence: String, code: String)] = [
    ("suspended or not listed: no close on this day", "no-bar"),
    ("suspended: no shares changed hands on this day", "no-volume"),
    ("the real price is unknown: no factor on this day", "no-factor"),
    ("no stock of a board known here", "unknown-board"),
    ("T+1: bought today, to be sold from tomorrow on", "bought-today"),
    ("an odd lot is only sold together with the whole holding", "odd-lot"),
    ("not held", "not-held"),
    ("no predictions for the day before: no orders", "no-predictions"),
  ]

  /// Sentences with numbers, and what is put in the place of their words.
  private static let orderPatterns: [(String, [(String, String)])] = [
    ("locked at the upper price limit of *", [("locked at the upper price limit of", "limit-up"), (" yuan", "")]),
    ("locked at the lower price limit of *", [("locked at the lower price limit of", "limit-down"), (" yuan", "")]),
    (
      "too little money for the smallest order, *",
      [("too little money for the smallest order,", "below-one-lot"), (" shares at", ""), (" yuan", "")]
    ),
    ("not enough cash: * yuan at hand", [("not enough cash:", "no-cash"), (" yuan at hand", "")]),
    (
      "more than a tenth of the * shares that changed hands",
      [("more than a tenth of the", "participation"), (" shares that changed hands", "")]
    ),
    ("no predictions for *: no orders", [("no predictions for", "no-predictions"), (": no orders", "")]),
  ]

  private static let quotes: [(sentence: String, code: String)] = [
    ("no quote", "no-quote"), ("a quote without a price", "no-price"),
    ("a price of zero or below", "price-not-positive"), ("a price out of any range", "price-out-of-range"),
    ("a quote of an earlier day", "earlier-day"), ("a quote that is too old", "stale"),
    ("a quote from the future", "future"),
  ]

  private static func exact(_ table: String, _ pairs: [(sentence: String, code: String)]) -> String {
    pairs.map { "\nUPDATE \(table) SET reason = \(quoted($0.code)) WHERE reason = \(quoted($0.sentence));" }.joined()
  }

  private static func replaced(_ edits: [(String, String)]) -> String {
    edits.reduce("reason") { "replace(\($0), \(quoted($1.0)), \(quoted($1.1)))" }
  }

  private static func list(_ texts: [String]) -> String { texts.map(quoted).joined(separator: ", ") }

  private static func quoted(_ text: String) -> String { "'\(text)'" }
}
