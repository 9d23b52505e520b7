import StrategyEngine
import Testing

/// CPython 3's documented reproducibility: `random.seed(0)` gives these words and this order.
@Suite struct PythonRandomTests {
  @Test func aSeedGivesPythonsWords() {
    var random = PythonRandom(seed: 0)
    #expect((0..<3).map { _ in random.word() } == [3_626_764_237, 1_654_615_998, 3_255_389_356])
  }

  @Test func aSeedGivesPythonsOrder() {
    var random = PythonRandom(seed: 0)
    var values = Array(0..<10)
    random.permute(&values)
    #expect(values == [7, 8, 1, 5, 3, 4, 2, 0, 9, 6])
  }
}
