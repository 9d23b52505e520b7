import Report
import Testing

/// Sentences with values, as a Chinese page shows them.
@Suite("sentences in Chinese") struct SentenceTests {
  @Test(
    "values are carried over, in the order of the other language",
    arguments: [
      (
        "The record was made with topk, n_drop = 20, 3, not 30, 4: replayed so, every day and number is the record's.",
        "记录是以 topk, n_drop = 20, 3 运行的，而非 30, 4：如此回放，每一天每个数字都与记录相同。"
      ),
      (
        "The benchmark's return is missing on 3 of 80 days, first on 2024-01-02.",
        "80 天中有 3 天缺少基准收益，首日 2024-01-02。"
      ),
      ("the configuration was 0a1b, on 2024-01-05 it is 2c3d", "配置原为 0a1b，2024-01-05 为 2c3d"),
      (
        "the exception 'import.metrics-empty' held through 2024-02-01",
        "例外“import.metrics-empty”有效至 2024-02-01"
      ),
      ("Approved by li@example.com on 2026-11-23.", "由 li@example.com 于 2026-11-23 批准。"),
      ("Rejected by li on 2026-11-23: too early", "由 li 于 2026-11-23 拒绝：too early"),
      ("li made the migration and judged it", "li 既是迁移的作者又作了评审"),
      (
        "Of the 20 stocks that the record bought first, 11 are among the 20 best scores of 2023-07-03: curve and predictions are of two runs.",
        "记录首批买入的 20 只证券中，只有 11 只属于 2023-07-03 得分最高的 20 只：曲线与预测来自两次运行。"
      ),
      ("no learn processor drops rows without a label", "没有训练预处理剔除缺少标签的行"),
    ])
  func translated(_ english: String, _ chinese: String) {
    #expect(Sentences.chinese(english) == chinese)
  }

  @Test(
    "what a person wrote stays as it is", arguments: ["", "looks good to me", "The curve is fine."])
  func free(_ text: String) { #expect(Sentences.chinese(text) == text) }
}
