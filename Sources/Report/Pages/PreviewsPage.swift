import Primitives
import Records

/// All previews: where each stands beside its own benchmark, what it wants next, and the way to compare them.
struct PreviewsPage {
  let result: NightResult

  /// Previews that the page's chart shows; the table lists all.
  private static let charted = 6

  static func anchor(_ preview: NightResult.Preview) -> String { "preview-" + preview.strategy.id }

  private var previews: [NightResult.Preview] {
    result.previews.sorted { left, right in
      let (first, second) = (left.accounts.last?.totalValue ?? .zero, right.accounts.last?.totalValue ?? .zero)
      return first != second ? first > second : left.strategy.id < right.strategy.id
    }
  }

  var document: PageDocument {
    let previews = self.previews
    let view = CompareView(result, instances: previews.prefix(PreviewsPage.charted).map { .preview($0.strategy.id) })
    let charts = view.charts()
    var values: [String: PageValue] = [
      "hasPreviews": .flag(!previews.isEmpty), "lead": .message(optional: lead(previews)),
      "previews": .list(previews.map(row)), "hasRules": .flag(previews.contains { $0.definition.rules == .ashare }),
      "formulas": .list(formulas), "hasFalls": .flag(!result.quoteFalls.isEmpty),
      "falls": .list(result.quoteFalls.map { ["line": .message($0.message)] }),
      "statuses": .list(statuses), "previewCount": .figure(Figure(count: previews.count)),
      "compare": .text(PageShell.Page.compare.path + "#" + view.fragment), "chart": charts.gains,
      "fallChart": charts.falls,
      "rangeLine": .message(optional: view.rangeLine),
    ]
    values.merge(LiveSection.values(previews)) { own, _ in own }
    return PageDocument(
      page: .previews, title: .label("previews"), description: .label("previewsLead"), values: values,
      scripts: previews.isEmpty ? [] : ["scripts/tables.js", "scripts/live.js"], hasCharts: !previews.isEmpty)
  }

  /// How many run, and how many of the settled ones are ahead of their benchmark.
  private func lead(_ previews: [NightResult.Preview]) -> Message? {
    let known = previews.compactMap(\.figures.excessReturn)
    guard !previews.isEmpty else { return nil }
    let running = previews.count { $0.strategy.status == .running }
    return known.isEmpty
      ? .running(running, of: previews.count) : .ahead(known.count { $0 > 0 }, of: known.count, running)
  }

  private var statuses: [[String: PageValue]] {
    PreviewStrategy.Status.allCases.compactMap { status in
      let count = result.previews.count { $0.strategy.status == status }
      guard count > 0 else { return nil }
      return [
        "value": .text(status.rawValue), "label": .label("status." + status.rawValue),
        "count": .figure(Figure(count: count)),
      ]
    }
  }

  /// The formula of each figure, in the order of the columns.
  private var formulas: [[String: PageValue]] {
    let ids = result.previews.first?.figures.formulas ?? [:]
    let labels = ["totalReturn": "returnSinceStart", "excessReturn": "excess"]
    return [
      "dailyPnL", "cumulativePnL", "totalReturn", "indexReturn", "excessReturn", "volatility", "sharpe",
      "turnover", "maxDrawdown",
    ].compactMap { key in
      ids[key].map {
        [
          "label": .label(labels[key] ?? key), "id": .text($0),
          "href": MethodsPage.link(toFormula: $0, from: .previews),
        ]
      }
    }
  }

  private func row(_ preview: NightResult.Preview) -> [String: PageValue] {
    let last = preview.accounts.last
    let figures = preview.figures
    let list = preview.orderList
    let page = PageShell.Page.preview(preview.strategy.id).path
    return [
      "row": .text(PreviewsPage.anchor(preview)), "name": .note(preview.strategy.displayName), "href": .text(page),
      "status": .text(preview.strategy.status.rawValue), "state": .label("status." + preview.strategy.status.rawValue),
      "start": .text(preview.definition.startDay.description),
      "capital": .figure(Figure(preview.strategy.initialCapital)), "total": .figure(Figure(last?.totalValue)),
      "daily": .figure(Figure(last?.dailyPnL, gain: true)),
      "rate": .figure(Figure(figures.totalReturn, .percent, gain: true)),
      "index": .message(optional: preview.benchmark?.instrument.shownName),
      "indexRate": .figure(Figure(figures.indexReturn, .percent, signed: true)),
      "excess": .figure(Figure(figures.excessReturn, .plainPoints, gain: true)),
      "maxDrawdown": .figure(Figure(figures.maxDrawdown, .percent)), "spark": PreviewCharts.spark(preview),
      "hasOrderList": .flag(list.map { $0.absence == nil } ?? false),
      "orders": .message(optional: list.map { .counts(sells: $0.sum(.sell).count, buys: $0.sum(.buy).count) }),
      "ordersHref": .text(page + "#orders"), "orderDay": .text(list?.next.day.description ?? ""),
    ]
  }
}

extension Message {
  fileprivate static func running(_ running: Int, of all: Int) -> Message {
    Message(
      "report.previews-running", ["running": .count(running), "all": .count(all)],
      en: "{running} of {all} {all:preview|previews} {running:runs|run}.", zh: "{all} 个模拟预览，{running} 个运行中。")
  }

  fileprivate static func ahead(_ ahead: Int, of all: Int, _ running: Int) -> Message {
    Message(
      "report.previews-ahead", ["ahead": .count(ahead), "all": .count(all), "running": .count(running)],
      en:
        "{ahead} of {all} settled {all:preview|previews} {ahead:is|are} ahead of the benchmark; {running} {running:runs|run}.",
      zh: "{all} 个已结算的模拟预览中 {ahead} 个跑赢基准；{running} 个运行中。")
  }
}
