/// A finding's title in both languages, and what it means and asks for in Chinese; records carry the
/// English sentences themselves.
struct FindingTexts {
  var english: String
  var chinese: String
  var consequence: String
  var remedy: String

  /// Findings about imported evidence and about universes.
  static let ofImports: [String: FindingTexts] = [
    "import.normaliser-outside-data": FindingTexts(
      english: "The normaliser is fitted outside the data", chinese: "标准化区间超出数据",
      consequence: "实际拟合的天数少于配置所示。", remedy: "把 fit_start_time 与 fit_end_time 设在数据区间之内。"),
    "import.normaliser-sees-test": FindingTexts(
      english: "The normaliser has seen the test", chinese: "标准化用到了测试区间",
      consequence: "测试特征已知自身分布：结果含前视偏差。", remedy: "把 fit_end_time 设在测试区间之前。"),
    "import.segments-overlap": FindingTexts(
      english: "Training and test overlap", chinese: "训练、验证、测试区间重叠",
      consequence: "模型见过用来评判它的日子。", remedy: "分开各区间后重新训练。"),
    "import.factor-not-used": FindingTexts(
      english: "The loop's factor was made and not used", chinese: "因子已生成却未使用",
      consequence: "这是基线的结果，该循环的因子没有参与。", remedy: "用读取因子的配置重新运行该循环。"),
    "import.metrics-empty": FindingTexts(
      english: "Recorded metrics are empty", chinese: "记录的指标为空",
      consequence: "这些指标缺失，不是零。", remedy: "若缺 IC：检查每日证券数量，至少两只且得分不同。"),
    "import.benchmark-gaps": FindingTexts(
      english: "The recorded benchmark has gaps", chinese: "记录的基准有缺口",
      consequence: "这些日子的超额收益缺失，相关指标亦缺失。", remedy: "补齐 RD-Agent 行情中的指数。"),
    "import.curve-inconsistent": FindingTexts(
      english: "The recorded curve contradicts itself", chinese: "记录的曲线自相矛盾",
      consequence: "曲线由两次运行拼成或被改动，其指标都不可信。", remedy: "重新导出该记录器并核对文件哈希。"),
    "import.curve-shorter": FindingTexts(
      english: "The curve ends before its window", chinese: "曲线早于回测区间结束",
      consequence: "指标覆盖的天数少于所示区间。", remedy: "延长 RD-Agent 的数据，或把回测截止到曲线末日。"),
    "import.universe-of-one": FindingTexts(
      english: "Only one instrument was predicted", chinese: "只预测了一只证券",
      consequence: "没有横截面：IC、排名与组合都不能说明因子。", remedy: "修正 RD-Agent 行情中的 instruments/*.txt。"),
    "import.universe-small": FindingTexts(
      english: "Fewer instruments than holdings", chinese: "证券少于持仓数",
      consequence: "全部证券都会被持有，组合不能说明因子。", remedy: "修正 RD-Agent 行情中的 instruments/*.txt。"),
    "import.index-in-universe": FindingTexts(
      english: "Indexes were predicted as stocks", chinese: "指数被当作股票预测",
      consequence: "策略可能买入无法买入的指数。", remedy: "从 instruments/*.txt 中删除指数代码。"),
    "import.predictions-constant": FindingTexts(
      english: "Scores without a spread", chinese: "得分没有差异",
      consequence: "当日持有哪些股票只取决于表格顺序。", remedy: "检查模型：可能没有一棵树，或特征全部缺失。"),
    "import.predictions-outside-test": FindingTexts(
      english: "Predictions outside the test", chinese: "预测超出测试区间",
      consequence: "预测属于另一次运行，或含训练过的日子。",
      remedy: "指定记录器：python export_recorder.py --workspace W --recorder ID。"),
    "import.feature-count": FindingTexts(
      english: "The model takes another number of features", chinese: "模型的特征数与配置不符",
      consequence: "模型与配置不属于同一次运行，无法推断。", remedy: "取用该配置所属记录器的模型。"),
    "import.baseline-configuration": FindingTexts(
      english: "The configuration is not the model's", chinese: "配置不是该模型的配置",
      consequence: "常见情形：以基线配置代替另一次运行的配置。", remedy: "导出记录器保存的配置后再对账。"),
    "import.nan-token": FindingTexts(
      english: "JSON with NaN", chinese: "JSON 中含 NaN",
      consequence: "此处按缺失读取；其他程序可能丢弃整条记录。", remedy: "此处无需处理；若他处要读，修正写入方。"),
    "import.identical-metrics": FindingTexts(
      english: "Another loop has the same numbers", chinese: "与另一循环的数字完全相同",
      consequence: "不同循环不可能结果相同：因子被缓存、遗漏，或都读了最新的记录器。", remedy: "导出时逐一指定记录器，并检查因子是否进入模型。"),
    "import.differing-fees": FindingTexts(
      english: "Migrations under different fees", chinese: "各迁移的费率不同",
      consequence: "含费用的结果不能相互排名。", remedy: "比较不含费用的结果，或用相同费率重跑。"),
    "import.test-range-reused": FindingTexts(
      english: "The test range was used several times", chinese: "测试区间被多次使用",
      consequence: "在同一区间多次尝试，最好的一次仅因运气也会更好。", remedy: "用没有循环见过的日子评判所选者。"),
    "import.metrics-of-another-run": FindingTexts(
      english: "The recorded numbers are of another run", chinese: "记录的数字属于另一次运行",
      consequence: "记录的数字不能由记录的曲线得出。",
      remedy: "指定记录器：python export_recorder.py --workspace W --recorder ID。"),
    "import.fees-of-another-configuration": FindingTexts(
      english: "The run paid other fees than its configuration says", chinese: "实际费率与配置不符",
      consequence: "所示配置不是实际运行的配置，常是以基线代替。", remedy: "导出记录器保存的配置。"),
    "model.names-unknown": FindingTexts(
      english: "The model does not name its features", chinese: "模型没有特征名",
      consequence: "能核对数量，不能核对顺序。", remedy: "与 RD-Agent 的预测比较：顺序不同首日即见。"),
    "import.look-ahead": FindingTexts(
      english: "Factor code looks ahead", chinese: "因子代码使用未来数据",
      consequence: "当日因子值知道其后的数据：其结果无法交易。", remedy: "只用正的平移期数，并重新运行该循环。"),
    "import.weights-in-pickle": FindingTexts(
      english: "The weights are in a pickle", chinese: "权重只在 pickle 中",
      consequence: "需要模型的各级无法运行：打开 pickle 会执行写入者的代码。", remedy: "用 aistock rdagent exporter 的脚本导出记录器。"),
    "dataset.fit-empty": FindingTexts(
      english: "A processor learns from no day", chinese: "预处理的拟合区间为空",
      consequence: "全部特征变为缺失。", remedy: "在训练区间之内设定拟合区间。"),
    "dataset.fit-in-test": FindingTexts(
      english: "A processor learns from the test", chinese: "预处理用到了测试区间",
      consequence: "测试特征已知自身分布：结果含前视偏差。", remedy: "让拟合区间止于训练区间。"),
    "dataset.segments-overlap": FindingTexts(
      english: "Segments overlap", chinese: "区间重叠",
      consequence: "模型见过用来评判它的日子。", remedy: "让每个区间始于前一区间之后。"),
    "market.universe-of-one": FindingTexts(
      english: "A universe of one name", chinese: "股票池只有一个名字",
      consequence: "没有可选择的横截面。", remedy: "重写 instruments 文件。"),
    "market.index-in-universe": FindingTexts(
      english: "An index among the stocks", chinese: "股票池中有指数",
      consequence: "策略可能买入无法买入的指数。", remedy: "从 instruments 文件中删除。"),
    "market.constant-listing": FindingTexts(
      english: "One listing range for nearly all", chinese: "几乎所有证券的上市区间相同",
      consequence: "未上市或已退市的股票也被视为在市：幸存者偏差。", remedy: "在 instruments 文件中写入真实的上市与退市日期。"),
    "market.end-on-last-day": FindingTexts(
      english: "The backtest ends on the last calendar day", chinese: "回测截止于日历最后一日",
      consequence: "qlib 会索取次日，可能以索引错误终止。", remedy: "提前一个交易日结束，或延长日历。"),
  ]
}
