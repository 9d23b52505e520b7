import Dispatch
import Primitives
package import Records
import Synchronization

/// What is known of factors whose parts come one after the other: how many, their checksum, and where qlib stops.
package struct FactorTally {
  package let names: [String]
  /// Instruments with a row, and their rows.
  package private(set) var instrumentCount = 0
  package private(set) var rowCount = 0
  private var hash: UInt64
  /// By column, the first instrument without values and how many there are.
  private var failures: [Int: (first: FactorTable.Failure, count: Int)] = [:]
  private var firstFailure: FactorTable.Failure?
  private var failedInstruments: Set<InstrumentID> = []

  package init(_ names: [String]) {
    self.names = names
    hash = UInt64(names.count)
  }

  package init(_ whole: FactorTable) {
    self.init(whole.names)
    add(whole)
  }

  /// Parts come in the instruments' order.
  package mutating func add(_ part: FactorTable) {
    instrumentCount += part.blocks.count
    rowCount += part.rowCount
    hash = FactorTally.checksums(part.blocks).reduce(hash) { FactorTable.mix($0, $1) }
    for failure in part.failures {
      failures[failure.column, default: (failure, 0)].count += 1
      firstFailure = firstFailure ?? failure
      failedInstruments.insert(failure.instrument)
    }
  }

  package var cellCount: Int { rowCount * names.count }

  /// Over instruments, days and the bits of all values, as 16 hexadecimal digits.
  package var checksum: String {
    let digits = String(hash, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }

  private static func checksums(_ blocks: [FactorBlock]) -> [UInt64] {
    let parts = Mutex<[UInt64]>([UInt64](repeating: 0, count: blocks.count))
    let share = 8
    DispatchQueue.concurrentPerform(iterations: (blocks.count + share - 1) / share) { part in
      let places = part * share..<min((part + 1) * share, blocks.count)
      let made = FactorBlock.checksums(blocks[places])
      parts.withLock { $0.replaceSubrange(places, with: made) }
    }
    return parts.withLock { $0 }
  }
}

extension FactorTally {
  /// What qlib stops at, as a finding: such cells are missing here, and all others are there.
  ///
  /// Throws `factor.rows` where a factor has no value on any instrument for such a reason.
  package func rowFindings() throws -> [Finding] {
    for column in names.indices {
      if let (first, count) = failures[column], count >= instrumentCount { throw refusal(first, count: count) }
    }
    guard let first = firstFailure else { return [] }
    return [
      .failedRows(names[first.column], first, instruments: failedInstruments.count, factors: failures.count)
    ]
  }

  private func refusal(_ failure: FactorTable.Failure, count: Int) -> Diagnostic {
    Diagnostic(
      "factor.rows", .unsupported,
      [
        "factor": .text(names[failure.column]), "instrument": .instrument(failure.instrument),
        "reason": .message(failure.reason), "count": .count(count),
      ],
      (
        en: "{factor} of {instrument}: {reason} There {count:is|are} {count} such {count:case|cases}.",
        zh: "{instrument} 的 {factor}：{reason}此类情形共 {count} 例。"
      ),
      remedy: (
        en: "Leave the instrument out, or combine fields of the same days.",
        zh: "请去掉该证券，或组合日期相同的字段。"
      ))
  }
}

extension Finding {
  fileprivate static func failedRows(
    _ factor: String, _ failure: FactorTable.Failure, instruments: Int, factors: Int
  ) -> Finding {
    Finding(
      "factor.failed-rows", .serious,
      [
        "factor": .text(factor), "instrument": .instrument(failure.instrument), "reason": .message(failure.reason),
        "instruments": .count(instruments), "factors": .count(factors),
      ],
      title: (en: "qlib stops at some instruments", zh: "qlib 会在部分证券上停止"),
      evidence: (
        en: "{factors} {factors:factor|factors} of {instruments} {instruments:instrument|instruments}, "
          + "first {factor} of {instrument}: {reason}",
        zh: "涉及 {factors} 个因子、{instruments} 只证券，首例为 {instrument} 的 {factor}：{reason}"
      ),
      consequence: (
        en: "These cells are missing here. The same query in qlib raises an error.", zh: "这些单元在此为缺失；qlib 的同一查询会报错。"
      ),
      remedy: (
        en: "Leave these instruments out, or combine fields of the same days.", zh: "请去掉这些证券，或组合日期相同的字段。"
      ))
  }
}
