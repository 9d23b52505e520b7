import Primitives
import Records
import TestSupport
import Testing

@Suite("The order of what waits for a person")
struct AttentionOrderTests {
  private func item(
    _ severity: AttentionItem.Severity, _ kind: AttentionItem.Kind, _ id: String, _ amount: AttentionItem.Amount? = nil,
    cause: String = "cause", owner: String? = nil
  ) -> AttentionItem {
    AttentionItem(
      severity, kind, .init(.migration, id), title: .verbatim("title"), cause: .verbatim(cause), amount: amount,
      amountNote: .verbatim("note"), owner: owner, remedy: .verbatim("remedy"))
  }

  @Test("a contradicted approval is first, then severity, then money")
  func order() {
    let items = [
      item(.note, .flip, "a"), item(.fail, .verdict, "small", .money(1)), item(.fail, .verdict, "large", .money(9)),
      item(.review, .contradicted, "signed"), item(.incomplete, .fewRungs, "few"), item(.review, .finding, "found"),
    ]
    #expect(items.mostUrgentFirst().map(\.subject.id) == ["signed", "large", "small", "found", "few", "a"])
  }

  @Test("equal failures of many migrations are one item with the money of all")
  func joined() {
    let items =
      (1...50).map { item(.fail, .verdict, "m\($0)", .money(2)) } + [item(.fail, .verdict, "x", cause: "other")]
    let joined = items.joined()
    #expect(joined.count == 2)
    #expect(joined.first?.others.count == 49)
    #expect(joined.first?.amount == .money(100))
  }

  @Test("signatures, owners and severities are not joined")
  func apart() {
    let signed = [item(.fail, .contradicted, "a"), item(.fail, .contradicted, "b")]
    #expect(signed.joined().count == 2)
    #expect([item(.fail, .verdict, "a", owner: "li"), item(.fail, .verdict, "b", owner: "wu")].joined().count == 2)
    #expect([item(.fail, .verdict, "a"), item(.review, .verdict, "b")].joined().count == 2)
    let cells = [item(.fail, .factor, "a", .cells(1, of: 10)), item(.fail, .factor, "b", .cells(2, of: 10))]
    #expect(cells.joined().first?.amount == .cells(3, of: 20))
  }
}
