import Archive
package import Primitives
package import Records

/// The night in words: as plain text, and as Markdown fit for mail and for group chats.
///
/// It holds no link and no path: it is read away from the pages.
package struct NightLetter {
  private let night: NightResult

  package init(_ night: NightResult) { self.night = night }

  /// Longest lists.
  private static let attentionMax = 20
  private static let migrationsMax = 40

  package var title: Message { .title(night.day) }

  /// - Parameter bytesMax: of UTF-8; lines at the end are left out, and that is said.
  package func text(_ language: Language, bytesMax: Int = .max) -> String {
    LetterForm.text.render(title, blocks, language, bytesMax: bytesMax)
  }

  package func markdown(_ language: Language, bytesMax: Int = .max) -> String {
    LetterForm.markdown.render(title, blocks, language, bytesMax: bytesMax)
  }

  // MARK: - Content

  private var blocks: [LetterBlock] {
    [LetterBlock(lines: lead), attention, changes, migrations, previews, archive].compactMap { $0 }
  }

  private var lead: [LetterLine] {
    let verdicts = night.migrations.map(\.verdict)
    let counts = Set(verdicts).sorted { Comparison.Verdict.place($0) < Comparison.Verdict.place($1) }
      .map { word in Message.counted(VerdictNames.word(word), verdicts.count { $0 == word }) }
    let first: Message = verdicts.isEmpty ? .noMigrations : .migrations(verdicts.count, counts)
    let age: Message? = night.build.isStale && !night.isDemo ? night.build.staleness : nil
    return ([first, age, night.unreached?.summary, night.isDemo ? .demo : nil] as [Message?]).compactMap { $0 }.map {
      LetterLine(texts: [$0])
    }
  }

  private var attention: LetterBlock? {
    let items = night.attention
    guard !items.isEmpty else { return LetterBlock(heading: .attention(0), lines: [LetterLine(texts: [.nothing])]) }
    var lines = items.prefix(NightLetter.attentionMax).map { item in
      LetterLine(
        mark: VerdictNames.severity(item.severity), subject: NightLetter.subject(item),
        texts: [item.title, item.cause, NightLetter.amount(item), item.owner.map { .owner($0) }].compactMap { $0 },
        after: item.remedy)
    }
    if items.count > lines.count { lines.append(LetterLine(texts: [.more(items.count - lines.count)])) }
    return LetterBlock(heading: .attention(items.count), lines: lines)
  }

  private static func subject(_ item: AttentionItem) -> Message {
    item.others.isEmpty ? item.subject.name : .andOthers(item.subject.name, item.others.count)
  }

  private static func amount(_ item: AttentionItem) -> Message? {
    switch item.amount {
    case .money(let yuan): .amount(yuan, item.amountNote)
    case .cells(let count, let all): all.map { .cells(count, of: $0) } ?? .cells(count)
    case nil: nil
    }
  }

  private var changes: LetterBlock? {
    guard let change = night.lastChange else { return nil }
    var lines = change.flips.prefix(NightLetter.migrationsMax).map { flip in
      LetterLine(
        subject: .verbatim(flip.id),
        texts: [.flip(VerdictNames.word(flip.verdicts.left ?? ""), VerdictNames.word(flip.verdicts.right ?? ""))])
    }
    if lines.isEmpty { lines.append(LetterLine(texts: [.noFlip])) }
    let others = change.changed.count - change.flips.count
    if others > 0 { lines.append(LetterLine(texts: [.otherChanges(others)])) }
    if !change.factors.isEmpty { lines.append(LetterLine(texts: [.factorChanges(change.factors.count)])) }
    return LetterBlock(heading: .since(change.left.day), lines: lines)
  }

  private var migrations: LetterBlock? {
    guard !night.migrations.isEmpty else { return nil }
    let sorted = night.migrations.worstFirst(\.verdict)
    var lines = sorted.prefix(NightLetter.migrationsMax).map { migration in
      let figures = migration.figures
      let excess: Message? = figures.recorded.annualExcess.flatMap { recorded in
        figures.local.annualExcess.map { .excess(recorded, $0) }
      }
      let money: Message? = figures.endDifference.map { .endDifference($0) }
      return LetterLine(
        mark: Comparison.Verdict.phrase(migration.verdict, ran: migration.rungsRan), subject: .verbatim(migration.id),
        texts: [excess, money].compactMap { $0 })
    }
    if sorted.count > lines.count { lines.append(LetterLine(texts: [.more(sorted.count - lines.count)])) }
    return LetterBlock(heading: .migrationsHeading, lines: lines)
  }

  private var previews: LetterBlock? {
    guard !night.previews.isEmpty else { return nil }
    return LetterBlock(
      heading: .previewsHeading,
      lines: night.previews.map { preview in
        LetterLine(
          subject: .verbatim(preview.strategy.displayName),
          texts: [preview.accounts.last.map { .account($0) } ?? .notSettled])
      })
  }

  private var archive: LetterBlock? {
    let lines = [night.manifest.map { Message.manifest($0) }, night.archive.head?.message].compactMap { $0 }
    return lines.isEmpty ? nil : LetterBlock(heading: .archiveHeading, lines: lines.map { LetterLine(texts: [$0]) })
  }
}

/// Words that stand beside a migration or a thing to be done.
enum VerdictNames {
  static func word(_ verdict: String) -> Message {
    verdict == NightResult.Migration.damaged
      ? Message("letter.damaged-word", en: "DAMAGED", zh: "输入损坏") : Comparison.Verdict.phrase(verdict, ran: nil)
  }

  static func severity(_ severity: AttentionItem.Severity) -> Message {
    switch severity {
    case .fail: Message("letter.fail-word", en: "FAIL", zh: "未通过")
    case .review: Message("letter.review-word", en: "REVIEW", zh: "需复核")
    case .incomplete: Message("letter.incomplete-word", en: "INCOMPLETE", zh: "不完整")
    case .note: Message("letter.note-word", en: "NOTE", zh: "提示")
    }
  }
}

extension Message {
  fileprivate static func title(_ day: TradingDay) -> Message {
    Message("letter.night-title", ["day": .day(day)], en: "aistock, night of {day}", zh: "aistock 夜报 {day}")
  }

  fileprivate static func counted(_ verdict: Message, _ count: Int) -> Message {
    Message(
      "letter.counted-word", ["verdict": .message(verdict), "count": .count(count)], en: "{count} {verdict}",
      zh: "{count} 个{verdict}")
  }

  fileprivate static func migrations(_ count: Int, _ parts: [Message]) -> Message {
    Message(
      "letter.migrations", ["count": .count(count), "parts": .list(parts.map { .message($0) })],
      en: "{count} {count:migration|migrations}: {parts}.", zh: "{count} 个迁移：{parts}。")
  }

  fileprivate static let noMigrations = Message(
    "letter.no-migrations", en: "No migration is configured.", zh: "没有配置迁移。")
  fileprivate static let demo = Message(
    "letter.demo", en: "This is the built-in demo on a synthetic market.", zh: "这是合成行情上的内置演示。")

  fileprivate static func attention(_ count: Int) -> Message {
    Message("letter.attention-title", ["count": .count(count)], en: "Needs action ({count})", zh: "需要处理（{count}）")
  }

  fileprivate static let nothing = Message("letter.nothing", en: "Nothing needs action.", zh: "没有需要处理的事项。")

  fileprivate static func more(_ count: Int) -> Message {
    Message("letter.more", ["count": .count(count)], en: "{count} more on the pages.", zh: "另有 {count} 项，见页面。")
  }

  fileprivate static func andOthers(_ name: Message, _ count: Int) -> Message {
    Message(
      "letter.and-others-name", ["name": .message(name), "count": .count(count)], en: "{name} and {count} more",
      zh: "{name} 及另外 {count} 个")
  }

  fileprivate static func amount(_ yuan: Double, _ note: Message) -> Message {
    Message(
      "letter.amount", ["amount": .money(yuan), "note": .message(note)], en: "{amount}, {note}.", zh: "{amount}，{note}。"
    )
  }

  fileprivate static func cells(_ count: Int) -> Message {
    Message("letter.cells", ["count": .count(count)], en: "{count} {count:cell|cells} outside.", zh: "{count} 格超差。")
  }

  fileprivate static func cells(_ count: Int, of all: Int) -> Message {
    Message(
      "letter.cells-of", ["count": .count(count), "all": .count(all)], en: "{count} of {all} cells outside.",
      zh: "{all} 格中 {count} 格超差。")
  }

  fileprivate static func owner(_ name: String) -> Message {
    Message("letter.owner", ["name": .text(name)], en: "Owner: {name}.", zh: "责任人：{name}。")
  }

  fileprivate static func since(_ day: TradingDay) -> Message {
    Message("letter.since-title", ["day": .day(day)], en: "Since the night of {day}", zh: "较 {day} 之夜")
  }

  fileprivate static func flip(_ old: Message, _ new: Message) -> Message {
    Message("letter.flip", ["old": .message(old), "new": .message(new)], en: "{old} → {new}.", zh: "{old} → {new}。")
  }

  fileprivate static let noFlip = Message("letter.no-flip", en: "No verdict changed.", zh: "判定均无变化。")

  fileprivate static func otherChanges(_ count: Int) -> Message {
    Message(
      "letter.other-changes", ["count": .count(count)],
      en: "{count} further {count:migration|migrations} changed in input or numbers.", zh: "另有 {count} 个迁移的输入或数值有变。")
  }

  fileprivate static func factorChanges(_ count: Int) -> Message {
    Message(
      "letter.factor-changes", ["count": .count(count)],
      en: "{count} {count:factor has|factors have} another verdict.", zh: "{count} 个因子的判定有变。")
  }

  fileprivate static let migrationsHeading = Message("letter.migrations-title", en: "Migrations", zh: "迁移")
  fileprivate static let previewsHeading = Message("letter.previews-title", en: "Previews", zh: "模拟预览")
  fileprivate static let archiveHeading = Message("letter.archive-title", en: "Archive", zh: "归档")

  fileprivate static func excess(_ recorded: Double, _ local: Double) -> Message {
    Message(
      "letter.excess", ["recorded": .ratio(recorded), "local": .ratio(local)],
      en: "Annual excess return with cost {recorded} recorded, {local} local.", zh: "年化超额（含费用）记录 {recorded}，本地 {local}。"
    )
  }

  fileprivate static func endDifference(_ yuan: Double) -> Message {
    Message(
      "letter.end-difference", ["yuan": .money(yuan)], en: "End value {yuan} against the record.",
      zh: "期末资产与记录相差 {yuan}。")
  }

  fileprivate static func account(_ account: PreviewAccount) -> Message {
    Message(
      "letter.account",
      [
        "total": .money(account.totalValue), "profit": .money(account.dailyPnL), "day": .day(account.tradingDay),
      ],
      en: "{total}; profit of {day}: {profit}.", zh: "{total}；{day} 盈亏 {profit}。")
  }

  fileprivate static let notSettled = Message("letter.not-settled", en: "Not settled yet.", zh: "尚未结算。")

  fileprivate static func manifest(_ digest: String) -> Message {
    Message(
      "letter.manifest", ["digest": .text(digest)], en: "The digest of the manifest is `{digest}`.",
      zh: "清单摘要为 `{digest}`。")
  }
}
