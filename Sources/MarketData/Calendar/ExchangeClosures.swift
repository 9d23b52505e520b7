import Primitives

/// The days between Monday and Friday on which the exchanges of a year do not trade, by their notices.
///
/// Source: the notices of the Shanghai Stock Exchange on the closures of each year (关于上海证券交易所…年部分节假日休市安排的通知;
/// Shenzhen and Beijing publish the same days), that of 2025 of 2024-12-23, that of 2026 of 2025-12-22. A notice comes
/// out in the last days of the year before: a year is added here when its notice is there.
enum ExchangeClosures {
  /// Years whose notices are known, without a gap.
  static let years = 2021...2026

  private static let notices: [(first: String, last: String)] = [
    ("2021-01-01", "2021-01-01"), ("2021-02-11", "2021-02-17"), ("2021-04-05", "2021-04-05"),
    ("2021-05-03", "2021-05-05"), ("2021-06-14", "2021-06-14"), ("2021-09-20", "2021-09-21"),
    ("2021-10-01", "2021-10-07"), ("2022-01-03", "2022-01-03"), ("2022-01-31", "2022-02-04"),
    ("2022-04-04", "2022-04-05"), ("2022-05-02", "2022-05-04"), ("2022-06-03", "2022-06-03"),
    ("2022-09-12", "2022-09-12"), ("2022-10-03", "2022-10-07"), ("2023-01-02", "2023-01-02"),
    ("2023-01-23", "2023-01-27"), ("2023-04-05", "2023-04-05"), ("2023-05-01", "2023-05-03"),
    ("2023-06-22", "2023-06-23"), ("2023-09-29", "2023-09-29"), ("2023-10-02", "2023-10-06"),
    ("2024-01-01", "2024-01-01"), ("2024-02-09", "2024-02-16"), ("2024-04-04", "2024-04-05"),
    ("2024-05-01", "2024-05-03"), ("2024-06-10", "2024-06-10"), ("2024-09-16", "2024-09-17"),
    ("2024-10-01", "2024-10-07"), ("2025-01-01", "2025-01-01"), ("2025-01-28", "2025-02-04"),
    ("2025-04-04", "2025-04-04"), ("2025-05-01", "2025-05-05"), ("2025-06-02", "2025-06-02"),
    ("2025-10-01", "2025-10-08"), ("2026-01-01", "2026-01-02"), ("2026-02-16", "2026-02-23"),
    ("2026-04-06", "2026-04-06"), ("2026-05-01", "2026-05-05"), ("2026-06-19", "2026-06-19"),
    ("2026-09-25", "2026-09-25"), ("2026-10-01", "2026-10-07"),
  ]

  /// Ascending.
  static let closed: [ClosedRange<TradingDay>] = {
    let closed = notices.compactMap { notice -> ClosedRange<TradingDay>? in
      guard let first = TradingDay(notice.first), let last = TradingDay(notice.last) else { return nil }
      return first...last
    }
    precondition(closed.count == notices.count, "a closure is no date")
    return closed
  }()
}
