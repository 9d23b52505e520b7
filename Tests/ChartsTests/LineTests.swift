import Charts
import Testing

@Suite struct DecimationTests {
  @Test func `spikes of both signs survive`() throws {
    var values = [Double](repeating: 0, count: 10_000)
    values[4321] = 100
    values[4325] = -100
    let run = try #require(Decimation.runs(values, columnCount: 100).first)
    #expect(run.contains { $0.index == 4321 && $0.value == 100 })
    #expect(run.contains { $0.index == 4325 && $0.value == -100 })
    #expect(run.count <= 102)
    #expect(zip(run, run.dropFirst()).allSatisfy { $0.index < $1.index })
  }

  @Test func `a gap stays a gap at its own days`() {
    var values = curve(10_000)
    for index in 5000..<5010 { values[index] = .nan }
    let runs = Decimation.runs(values, columnCount: 100)
    #expect(runs.map { $0.first?.index } == [0, 5010])
    #expect(runs.map { $0.last?.index } == [4999, 9999])
  }

  @Test func `a line with fewer points than pixels is whole`() {
    let runs = Decimation.runs([1, .nan, 3, 4, .infinity], columnCount: 10)
    #expect(runs.map { $0.map(\.index) } == [[0], [2, 3]])
    #expect(Decimation.runs([.nan, .nan], columnCount: 10).isEmpty)
    #expect(Decimation.runs([], columnCount: 10).isEmpty)
  }
}

@Suite struct SVGPathTests {
  private func shortened(_ path: String) -> String? {
    SVGPath.shortened(Array(path.utf8) + [0]).map { String(decoding: $0, as: UTF8.self) }
  }

  @Test func `coordinates become relative tenths`() {
    // 3.34, 2.01 rounds to the point before; the move behind the closed line draws nothing.
    #expect(
      shortened("M 1.25 2 L 3.333 2 L 3.34 2.01 L 10 20 Z M 1.25 2 ") == "M1.3 2l2 0 6.7 18z")
    #expect(shortened("M 0 0 L 0.1 0.2 L 0 0 ") == "M0 0l.1 .2-.1-.2")
  }

  @Test func `rounding does not add up`() {
    // Ten steps of 0.04 are 0.4; each alone would round to nothing.
    let steps = (1...10).map { "L \(Double($0 * 4) / 100) 0 " }.joined()
    #expect(shortened("M 0 0 " + steps) == "M0 0l0 0 .1 0 .1 0 .1 0 .1 0")
  }

  @Test func `what is not a straight line is refused`() {
    #expect(shortened("M 0 0 C 1 1 2 2 3 3 ") == nil)
    #expect(shortened("M 0 x") == nil)
  }
}
