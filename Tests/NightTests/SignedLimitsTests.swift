import Night
import Primitives
import Records
import TestSupport
import Testing

/// The limits that a reviewer signed: stricter is allowed, looser is named.
@Suite("Signed limits of a bundle") struct SignedLimitsTests {
  /// Every limit away from what stands where nobody sets one.
  private var signed: ExecutionLimits {
    var limits = ExecutionLimits()
    limits.orderValue = Money(yuan: 200_000)
    limits.stockWeight = 0.2
    limits.industryWeight = 0.3
    limits.grossWeight = 0.9
    limits.cashRatio = 0.05
    limits.stockCount = 20
    limits.participation = 0.05
    limits.dailyLoss = 0.02
    limits.drawdown = 0.1
    limits.priceCollar = 0.01
    limits.staleness = 30
    limits.listingDays = 90
    limits.blacklist = [code("SH600001")]
    limits.whitelist = [code("SH600000"), code("SZ000001")]
    return limits
  }

  @Test("what was written is read back, and a limit that nobody knows is refused")
  func roundTrip() throws {
    let folder = try TemporaryFolder()
    for limits in [signed, ExecutionLimits()] {
      try folder.write(limits.json.canonical, to: "limits.json")
      let read = try ExecutionLimits(file: folder.path("limits.json"))
      #expect(read == limits && read.digest == limits.digest)
    }
    var members = try #require(signed.json.objectValue)
    members["leverage"] = 2
    try folder.write(JSONValue.object(members).canonical, to: "limits.json")
    #expect(diagnostic { _ = try ExecutionLimits(file: folder.path("limits.json")) }?.id == "limits.damaged")
    members["leverage"] = nil
    members["stock_weight"] = .number(1.5)
    try folder.write(JSONValue.object(members).canonical, to: "limits.json")
    #expect(diagnostic { _ = try ExecutionLimits(file: folder.path("limits.json")) }?.place?.field == "stock_weight")
  }

  @Test("each limit that is looser than what was signed is named, and none that is stricter")
  func looser() {
    let own = SignedLimits(limits: signed)
    #expect(own.loosened(by: signed) == [])
    let changes: [(String, (inout ExecutionLimits) -> Void, (inout ExecutionLimits) -> Void)] = [
      ("order_value", { $0.orderValue = Money(yuan: 200_001) }, { $0.orderValue = Money(yuan: 1) }),
      ("stock_weight", { $0.stockWeight = 0.21 }, { $0.stockWeight = 0.1 }),
      ("industry_weight", { $0.industryWeight = nil }, { $0.industryWeight = 0.1 }),
      ("gross_weight", { $0.grossWeight = 0.91 }, { $0.grossWeight = 0.5 }),
      ("cash_ratio", { $0.cashRatio = 0.04 }, { $0.cashRatio = 0.06 }),
      ("stock_count", { $0.stockCount = 21 }, { $0.stockCount = 5 }),
      ("participation", { $0.participation = 0.06 }, { $0.participation = 0.01 }),
      ("daily_loss", { $0.dailyLoss = 0.03 }, { $0.dailyLoss = 0.01 }),
      ("drawdown", { $0.drawdown = 0.11 }, { $0.drawdown = 0.05 }),
      ("price_collar", { $0.priceCollar = 0.02 }, { $0.priceCollar = 0.005 }),
      ("staleness", { $0.staleness = 31 }, { $0.staleness = 10 }),
      ("listing_days", { $0.listingDays = 60 }, { $0.listingDays = 120 }),
      ("allow_st", { $0.allowsST = true }, { $0.allowsST = false }),
      ("blacklist", { $0.blacklist = [] }, { $0.blacklist.insert(code("SH600002")) }),
      ("whitelist", { $0.whitelist = [] }, { $0.whitelist = [code("SH600000")] }),
    ]
    for (name, loosen, tighten) in changes {
      var loose = signed
      loosen(&loose)
      #expect(own.loosened(by: loose) == [name])
      var strict = signed
      tighten(&strict)
      #expect(own.loosened(by: strict) == [], "\(name) is stricter")
    }
    #expect(Set(changes.map(\.0)) == Set(signed.json.objectValue?.keys.map { $0 } ?? []))
    var other = signed
    other.whitelist = [code("SH600000"), code("SH600009")]
    #expect(own.loosened(by: other) == ["whitelist"])
  }
}
