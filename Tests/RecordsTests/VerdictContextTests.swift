import Primitives
import Records
import TestSupport
import Testing

@Suite struct VerdictContextTests {
  @Test("the worst verdict comes first, damaged input behind what fails, and equals in their order")
  func worstVerdictFirst() {
    let given = ["PASS", "a PASS", "PASS WITH EXCEPTIONS", "NOT COMPARABLE", "FAIL", "DAMAGED", "a FAIL"]
    let sorted = given.worstFirst { String($0.trimmingPrefix("a ")) }
    #expect(
      sorted == ["FAIL", "a FAIL", "DAMAGED", "NOT COMPARABLE", "PASS WITH EXCEPTIONS", "PASS", "a PASS"])
  }

  @Test("a verdict is said with the rungs that ran, where they are known")
  func coveredVerdict() {
    #expect(Comparison.Verdict.phrase("NOT COMPARABLE", ran: 2).english == "NOT COMPARABLE (2 of 6 rungs ran)")
    #expect(Comparison.Verdict.phrase("NOT COMPARABLE", ran: 2).chinese == "无法比较（6 级中运行了 2 级）")
    #expect(Comparison.Verdict.phrase("DAMAGED", ran: nil).english == "DAMAGED")
    #expect(Comparison.Verdict.phrase(raw: "FAIL", ran: 6).chinese == "FAIL（6 级中运行了 6 级）")
  }

  @Test("the worst day says returns of that day, and that accounts differ by all days before")
  func worstDay() {
    func said(_ points: Double, _ account: Double) -> [String] {
      let worst = DivergenceEffect.WorstDay(day: day("2024-01-03"), points: points, account: account)
      return DivergenceEffect(endValue: nil, annualExcess: nil, worst: worst).messages(isWhole: false).map(\.english)
    }
    #expect(
      said(0.003, -1200.5) == [
        "The returns differ most on 2024-01-03, by 0.30 percentage points. "
          + "The accounts at its close are 1,200.50 CNY apart, earlier days included."
      ])
    #expect(said(0, -12) == ["At the close of 2024-01-03 the accounts are 12.00 CNY apart."])
    #expect(said(1e-9, 1e-6).isEmpty)
  }
}
