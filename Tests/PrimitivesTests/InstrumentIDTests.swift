import Primitives
import Testing

struct InstrumentIDTests {
  @Test(arguments: [
    "SH600000", "sh600000", "Sh600000", "sh.600000", "SH.600000", "600000.SH", "600000.sh",
    "600000..SH", "600000.sH",
  ])
  func everyFormIsOneInstrument(text: String) throws {
    let instrument = try #require(InstrumentID(text))
    #expect(instrument.name == "SH600000")
    #expect(instrument.description == "SH600000")
    #expect(instrument.folder == "sh600000")
    #expect(instrument.isExchangeCode)
    #expect(instrument == InstrumentID(canonical: "SH600000"))
  }

  @Test(arguments: ["SZ000001": "000001.SZ", "BJ830799": "bj.830799", "SH000300": "000300.SH"])
  func allExchangesAreRead(name: String, text: String) {
    #expect(InstrumentID(text)?.name == name)
  }

  /// Six bare digits are ambiguous: `000001` is a bank in Shenzhen and the index in Shanghai.
  @Test(arguments: [
    "", "000001", "600000", " SH600000", "SH600000 ", "SH 600000", "600000.XX", "60000.SH",
    "SH.60000", "6000000.SH",
    "600000.SH.SH", "SH,600000", "SH/600000", "银行", ".", "..", String(repeating: "A", count: 33),
  ])
  func isNoInstrument(text: String) {
    #expect(InstrumentID(text) == nil)
  }

  @Test func otherNamesAreKeptInUpperCase() throws {
    let other = try #require(InstrumentID("daily_all"))
    #expect(other.name == "DAILY_ALL")
    #expect(!other.isExchangeCode)
    #expect(InstrumentID("XX600000")?.isExchangeCode == false)
  }

  @Test func orderIsThatOfTheNames() {
    let names = ["SZ000002", "SH600000", "BJ830799", "SH000300", "SZ000001"]
    #expect(
      names.compactMap { InstrumentID($0) }.sorted().map(\.name)
        == ["BJ830799", "SH000300", "SH600000", "SZ000001", "SZ000002"])
  }
}
