import Primitives

/// The days below a plot: a tick at the first trading day of each period, its name between two ticks.
struct PeriodAxis: Equatable {
  struct Label: Equatable {
    var text: String
    /// Middle, in pixels from the first day.
    var middle: Double
  }

  /// Indices of the days that begin a period.
  private(set) var ticks: [Int] = []
  private(set) var labels: [Label] = []

  /// More names than these are read slower than those of longer periods.
  private static let labelsMax = 12
  /// What a name may stand out beyond the first and the last day, in pixels.
  static let overhang = 14.0

  private enum Period: CaseIterable {
    case month, quarter, halfYear, year

    /// How many months it has.
    var months: Int {
      switch self {
      case .month: 1
      case .quarter: 3
      case .halfYear: 6
      case .year: 12
      }
    }

    func name(_ day: TradingDay) -> String {
      let (year, month, _) = day.civil
      return switch self {
      case .month: String(day.description.prefix(7))
      case .quarter: "\(year)Q\((month - 1) / 3 + 1)"
      case .halfYear: "\(year)H\((month - 1) / 6 + 1)"
      case .year: String(year)
      }
    }
  }

  private struct Span {
    var name: String
    var key: Int
    var from: Double
    var to: Double

    var width: Double { to - from }
  }

  /// The finest periods whose names fit and are not too many; a name that has no room at an edge is left out.
  init(_ days: [TradingDay], width: Double, fontSize: Double) {
    guard let first = days.first, let last = days.last else { return }
    func wide(_ text: String) -> Double { TextWidth.of(text, fontSize: fontSize) }
    let gap = fontSize * 0.6
    let dayWidth = wide(first.description)
    func inside(_ middle: Double) -> Double {
      min(max(middle, dayWidth / 2 - PeriodAxis.overhang), width - dayWidth / 2 + PeriodAxis.overhang)
    }
    // Few days are named each at its own place.
    if days.count == 1 || (dayWidth + gap) * Double(days.count) <= width {
      ticks = Array(days.indices)
      labels = days.indices.map {
        Label(text: days[$0].description, middle: inside(PeriodAxis.offset($0, days.count, width)))
      }
      return
    }
    // Counted from year 0: the number of a longer period is this one over its months.
    let months = days.map { day in
      let (year, month, _) = day.civil
      return year * 12 + month - 1
    }
    for period in Period.allCases {
      let (starts, spans) = PeriodAxis.spans(period, days, months, width)
      guard !starts.isEmpty else { continue }
      let inner = spans.dropFirst().dropLast()
      let isReadable = spans.count <= PeriodAxis.labelsMax && inner.allSatisfy { $0.width >= wide($0.name) + gap }
      guard isReadable || period == .year else { continue }
      let named =
        isReadable ? spans.filter { $0.width >= wide($0.name) + 2 } : PeriodAxis.sparse(spans, wide("2000") + gap)
      guard !named.isEmpty else { continue }
      ticks = starts
      labels = named.map { Label(text: $0.name, middle: ($0.from + $0.to) / 2) }
      return
    }
    // Not one period has room for its name: the first and the last day are named.
    ticks = [0, days.count - 1]
    labels = [Label(text: first.description, middle: inside(0))]
    if inside(width) - inside(0) >= dayWidth + gap {
      labels.append(Label(text: last.description, middle: inside(width)))
    }
  }

  /// Years that are too narrow for their names are named by twos, fives or tens.
  private static func sparse(_ spans: [Span], _ room: Double) -> [Span] {
    let width = spans.dropFirst().dropLast().map(\.width).min() ?? 0
    let step = [2, 5, 10].first { Double($0) * width >= room } ?? 20
    return spans.dropFirst().dropLast().filter { $0.key % step == 0 }
  }

  private static func spans(
    _ period: Period, _ days: [TradingDay], _ months: [Int], _ width: Double
  ) -> (starts: [Int], spans: [Span]) {
    let keys = months.map { $0 / period.months }
    let starts = keys.indices.dropFirst().filter { keys[$0] != keys[$0 - 1] }
    let edges = [0] + starts
    let spans = zip(edges, starts + [days.count - 1]).map { start, end in
      Span(
        name: period.name(days[start]), key: keys[start], from: offset(start, days.count, width),
        to: offset(end, days.count, width))
    }
    return (Array(starts), spans)
  }

  /// Pixels from the first day to the day at an index; a single day stands in the middle.
  static func offset(_ index: Int, _ count: Int, _ width: Double) -> Double {
    count > 1 ? Double(index) * width / Double(count - 1) : width / 2
  }
}
