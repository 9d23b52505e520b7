import Charts
import Primitives
import Testing

@Suite struct DayAxisTests {
  @Test func `months carry ticks at their first trading day`() {
    // 2020-01-02 is a Thursday: 22 weekdays of January follow, 20 in February.
    let axis = DayAxis(days: weekdays(from: "2020-01-02", count: 60), width: 400, fontSize: 12)
    #expect(axis.ticks.map(\.index) == [0, 22, 42])
    #expect(axis.ticks.map(\.label) == ["2020-01", "2020-02", "2020-03"])
  }

  @Test func `seven years on a page are labelled by year`() {
    let days = weekdays(from: "2013-01-04", count: 1776)
    let axis = DayAxis(days: days, width: 786, fontSize: 12)
    #expect(axis.ticks.map(\.label) == ["2013", "2014", "2015", "2016", "2017", "2018", "2019"])
    for tick in axis.ticks.dropFirst() {
      #expect(days[tick.index].civil.year == days[tick.index - 1].civil.year + 1)
    }
  }

  @Test func `a period that began before the data has no tick`() {
    let axis = DayAxis(days: weekdays(from: "2020-01-20", count: 60), width: 400, fontSize: 12)
    #expect(axis.ticks.first?.label == "2020-02")
  }

  @Test func `a label beside the edge is moved inside`() throws {
    let axis = DayAxis(
      days: weekdays(from: "2020-01-02", count: 60), width: 400, overhang: (5, 0), fontSize: 10)
    // Six digits and a hyphen are 4.14 em: half of it is 20.7, of which 5 may hang over.
    #expect(abs(try #require(axis.ticks.first).middle - 15.7) < 1e-9)
  }

  @Test func `few days and one day are named in full`() {
    let day = weekdays(from: "2024-02-29", count: 1)
    let axis = DayAxis(days: day, width: 300, fontSize: 12)
    #expect(axis.ticks.map(\.label) == ["2024-02-29"])
    #expect(axis.ticks.map(\.middle) == [150])
    #expect(DayAxis(days: [], width: 300, fontSize: 12).ticks.isEmpty)
  }

  @Test func `where no period fits the first and the last day are named`() {
    // Friday to Tuesday within one month on a narrow plot: a week begins only once.
    let days = weekdays(from: "2024-03-15", count: 3)
    let axis = DayAxis(days: days, width: 150, fontSize: 10)
    #expect(axis.ticks.map(\.label) == ["2024-03-15", "2024-03-19"])
  }
}
