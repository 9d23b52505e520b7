extension FindingTexts {
  /// Findings about models and their data.
  static let ofModels: [String: FindingTexts] = [
    "model.names-unknown": FindingTexts(
      english: "The model does not name its features", chinese: "模型没有记录特征名",
      consequence: "只能核对特征个数，不能核对顺序。", remedy: "与 RD-Agent 的预测对照：顺序不同在第一天就会显现。"),
    "model.device": FindingTexts(
      english: "Trained on another device", chinese: "训练设备不同",
      consequence: "该设备以 float32、按另一次序求和，重训练的模型可能不同。", remedy: "以种子带判断重训练一级。"),
    "model.candidate-definition": FindingTexts(
      english: "The model's definition is a candidate", chinese: "模型定义只是候选",
      consequence: "此处训练的模型可能不是实际运行的那一个。", remedy: "导出记录器：它知道实际运行的配置。"),
    "model.sources-differ": FindingTexts(
      english: "The documents disagree about the model", chinese: "各文件对模型的说法不一",
      consequence: "按另一份文件重建会得到另一个模型。", remedy: "查看所要求与所建成的逐字段对照。"),
    "model.other-class": FindingTexts(
      english: "Model type and configuration disagree", chinese: "模型类型与配置不符",
      consequence: "所附配置属于另一次运行，常是基线的配置。", remedy: "导出记录器保存的配置。"),
    "dataset.segments-overlap": FindingTexts(
      english: "Segments share days", chinese: "区间重叠",
      consequence: "模型见过用来评判它的日子。", remedy: "让每个区间在前一个结束之后开始。"),
    "dataset.segment-outside": FindingTexts(
      english: "A segment lies outside the data", chinese: "区间在数据之外",
      consequence: "该区间没有行。", remedy: "修正区间，或处理器的 start_time 与 end_time。"),
    "dataset.fit-empty": FindingTexts(
      english: "A processor learns from no day", chinese: "处理器没有可学习的日子",
      consequence: "统计量缺失：所处理的值全部缺失，经 Fillna 后为 0。", remedy: "把拟合区间设在训练区间之内。"),
    "dataset.fit-in-test": FindingTexts(
      english: "A processor has seen the test", chinese: "处理器用到了测试区间",
      consequence: "测试特征已知其未来。", remedy: "让拟合区间随训练区间结束。"),
    "dataset.labels-missing": FindingTexts(
      english: "Rows without a label are kept", chinese: "没有标签的行被保留",
      consequence: "LightGBM 不接受缺失的标签。", remedy: "在 learn_processors 中加入 DropnaLabel。"),
    "dataset.feature-missing": FindingTexts(
      english: "Features that are missing throughout", chinese: "全部缺失的特征",
      consequence: "模型从中学不到任何东西，其重要性为 0。", remedy: "检查其所用字段，或从集合中移除。"),
    "dataset.feature-constant": FindingTexts(
      english: "Features that never change", chinese: "从不变化的特征",
      consequence: "没有一次分裂能用到它，其重要性为 0。", remedy: "从集合中移除。"),
  ]
}
