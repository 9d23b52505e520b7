import Primitives
import Records
import Report

/// Writes the site: pages whose content is as it was are taken over, and a site that stands whole is left alone.
///
/// Reads: the night's result. Writes: the site's folder.
struct PublishStep {
  let context: NightContext
  let result: NightResult
  let factorsStamp: String
  /// Told the number of pages.
  let published: (Int) -> Void

  var planned: PlannedStep {
    PlannedStep(
      .publish, isVital: true, digest: { context.isAfresh ? nil : inputs },
      isPresent: { digest in stands(digest) }, run: { try run() })
  }

  func run() throws -> Message {
    let count = try SiteBuilder.publish(
      result, settings, folder: folder, edition: context.program, known: context.known)
    context.known.set("site " + folder, stamp: try stamp(), inputs)
    published(count)
    return .published(count, in: folder)
  }

  private var folder: String { context.configuration.site.output }

  /// The refresh of previews writes into the site between two nights.
  private func stamp() throws -> String { try FileStamp.of(folder: folder, without: Set(SiteBuilder.kept)) }

  /// Whether the folder holds, untouched, what these inputs gave.
  private func stands(_ digest: String) -> Bool {
    // A folder that cannot be listed is written anew, or says why it cannot be.
    guard FileReader.isFolder(folder), let stamp = try? stamp(),
      context.known.fact("site " + folder, stamp: stamp, find: { nil }) == digest,
      let count = try? SiteBuilder.pageCount(in: folder)
    else { return false }
    published(count)
    context.known.keep { $0.hasPrefix(SiteBuilder.factsOfPages) || $0.hasPrefix(SiteCheck.factsOfPages) }
    return true
  }

  private var settings: SiteSettings {
    let languages = context.configuration.site.languages.compactMap { Language(rawValue: $0) }
    return SiteSettings(
      languages: languages, upIsRed: context.configuration.site.colours == .redUp, zoom: ZoomLibrary.find(),
      hasStatus: SiteBuilder.hasStatus(in: folder, languages))
  }

  /// SHA-256 over everything that the pages show.
  private var inputs: String {
    let archive: [JSONValue] =
      result.archive.nights.map { .string($0.sha256) }
      + result.archive.problems.map {
        ["day": .string($0.day.description), "kind": .string($0.kind.rawValue), "path": .string($0.path)]
      } + [result.archive.head?.json ?? .null]
    return context.digest(
      [
        context.program, context.marketStamp, settings.digest, result.day.description, result.toolVersion,
        result.market,
        "\(result.isDemo)",
        String(decoding: JSONValue.array(result.marketFindings.map(\.json)).canonical, as: UTF8.self),
        factorsStamp, String(decoding: JSONValue.array(archive).canonical, as: UTF8.self),
      ] + result.migrations.map { "\($0.id) \($0.digest ?? "")" } + result.previews.map(\.contentDigest)
        + ([result.index] + result.otherIndexes).map(\.instrument.name)
        + result.attention.map { String(decoding: $0.json.canonical, as: UTF8.self) }
        + result.changes.map { "\($0.left.sha256) \($0.right.sha256)" } + [
          "\(result.build.dataAge) \(result.build.missedDays ?? -1)"
        ]
        + [result.library.map { String(decoding: $0.json.canonical, as: UTF8.self) } ?? ""]
        + result.quoteFalls.map { "\($0.tradingDay) \($0.source) \($0.firstAt) \($0.lastAt) \($0.minutes) \($0.count)" }
    )
  }
}

extension NightResult.Preview {
  /// SHA-256 over what its page rests on: the rows of its days carry the digests of their prices and scores.
  var contentDigest: String {
    let head: [String] = [
      strategy.id, strategy.strategyID, strategy.displayName, "\(strategy.initialCapital.units)",
      strategy.status.rawValue, strategy.createdAt, strategy.updatedAt, strategy.stoppedOn?.description ?? "",
      definition.rules.rawValue, "\(definition.fees)", definition.startDay.description, definition.model ?? "",
      "\(tradeCount) \(skipCount) \(positions.count)",
    ]
    let days = accounts.map {
      "\($0.tradingDay) \($0.cash.units) \($0.totalValue.units) \($0.cumPnL.units) \($0.pricesSHA256) \($0.scoresSHA256) \($0.scoreOrigin.rawValue)"
    }
    let notes = events.map { "\($0.kind.rawValue) \($0.tradingDay) \($0.at)" }
    var next: [String] = []
    if let orderList {
      next = [
        "\(orderList.decidedOn) \(orderList.next.day) \(orderList.next.source) \(orderList.note?.id ?? "")",
        "\(orderList.cash.units) \(orderList.totalValue.units) \(orderList.targetCashWeight)",
        String(decoding: JSONValue.array(orderList.findings.map(\.json)).canonical, as: UTF8.self),
      ]
      next += orderList.lines.map {
        "\($0.symbol) \($0.side?.rawValue ?? "hold") \($0.shares) \($0.price?.units ?? 0) \($0.fees.units) \($0.weight) \($0.targetWeight) \($0.reason.stored)"
      }
      if let absence = orderList.absence { next.append(String(decoding: absence.stored.canonical, as: UTF8.self)) }
    }
    let beside =
      ["\(benchmark?.instrument.name ?? "") \(benchmark?.isOwn ?? false)"]
      + holdings.map { "\($0.position.symbol) \($0.dayProfit?.units ?? 0) \($0.next?.rawValue ?? "")" }
    return SHA256Digest(hashing: (head + days + notes + beside + next).joined(separator: "\n")).hex
  }
}

extension Message {
  fileprivate static func published(_ count: Int, in folder: String) -> Message {
    Message(
      "night.published", ["count": .count(count), "folder": .text(folder)],
      en: "{count} {count:page|pages} in {folder}.", zh: "已在 {folder} 写出 {count} 个页面。")
  }
}
