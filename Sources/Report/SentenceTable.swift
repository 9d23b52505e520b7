extension Sentences {
  /// What findings rest on.
  static let evidence: [SentencePattern] = [
    SentencePattern(
      "The curve runs from {} to {}, the configuration from {} to {}.",
      "曲线自 {1} 至 {2}，配置自 {3} 至 {4}。"),
    SentencePattern(
      "The benchmark's return is missing on all {} days of the curve.", "曲线全部 {1} 天的基准收益都缺失。"),
    SentencePattern(
      "The benchmark's return is 0 on all {} days of the curve.", "曲线全部 {1} 天的基准收益都为 0。"),
    SentencePattern(
      "The recorded curve has no turnover on any of its {} days.", "记录的曲线 {1} 天中没有一天有换手。"),
    SentencePattern(
      "{} of {} predicted names are no exchange codes, first {}.",
      "预测的 {2} 个名字中有 {1} 个不是证券代码，第一个是 {3}。"),
    SentencePattern(
      "{} is fitted from {} to {}, the data from {} to {}.", "{1} 在 {2} 至 {3} 上拟合，数据自 {4} 至 {5}。"),
    SentencePattern(
      "{} is fitted from {} to {}, the test begins on {}.", "{1} 在 {2} 至 {3} 上拟合，测试自 {4} 开始。"),
    SentencePattern("Segment {} ends on {}, {} begins on {}.", "区间 {1} 止于 {2}，{3} 始于 {4}。"),
    SentencePattern(
      "{} lies in the workspace; {}, which ran, does not read it.", "工作区中有 {1}，而实际运行的 {2} 没有读取它。"),
    SentencePattern(
      "The benchmark's return is missing on {} of {} days, first on {}.",
      "{2} 天中有 {1} 天缺少基准收益，首日 {3}。"),
    SentencePattern("The record has no number for {}.", "记录中没有 {1} 的数值。"),
    SentencePattern(
      "On {} the account is {}; the day before, return and cost lead to {}.",
      "{1} 的总资产为 {2}；由前一日、收益与费用推得 {3}。"),
    SentencePattern(
      "The curve ends on {}, the configuration's backtest on {}.", "曲线止于 {1}，配置的回测止于 {2}。"),
    SentencePattern("{} is the only instrument predicted.", "只预测了 {1} 一只证券。"),
    SentencePattern(
      "{} instruments are predicted on the fullest day, the strategy holds {}: {}.",
      "预测最多的一天有 {1} 只证券，而策略持有 {2} 只：{3}。"),
    SentencePattern("Predictions are made for {} index codes: {}.", "预测中有 {1} 个指数代码：{2}。"),
    SentencePattern(
      "All scores of a day are equal on {} of {} days, first on {}.", "{2} 天中有 {1} 天全部得分相同，首日 {3}。"),
    SentencePattern(
      "{} of {} predicted days lie outside the test ({} to {}), first {}.",
      "预测的 {2} 天中有 {1} 天在测试区间（{3} 至 {4}）之外，首日 {5}。"),
    SentencePattern("The model takes {} features, {} makes {}.", "模型需要 {1} 个特征，{2} 产生 {3} 个。"),
    SentencePattern("model_meta.json says {}, {} ran {}.", "model_meta.json 写的是 {1}，{2} 运行的是 {3}。"),
    SentencePattern(
      "{} holds NaN or Infinity, which are no JSON.", "{1} 含有 NaN 或 Infinity，这不是 JSON。"),
    SentencePattern("All {} recorded numbers equal those of {}.", "记录的全部 {1} 个数字与 {2} 的相同。"),
    SentencePattern(
      "Fees of purchases/sales/at least are {} here and {} in {}.", "买入/卖出/最低费用在此为 {1}，在 {3} 为 {2}。"
    ),
    SentencePattern(
      "{} migrations were judged on the test {} to {}: {}.", "{1} 个迁移使用同一测试区间 {2} 至 {3}：{4}。"),
    SentencePattern("{} is {} in the record and {} from its own curve.", "{1} 记录为 {2}，由其曲线算得 {3}。"),
    SentencePattern("{} of {} listed codes have no data: {}", "名单的 {2} 个代码中有 {1} 个没有数据：{3}"),
    SentencePattern("'{}' is missing for {} of {} stocks: {}", "{3} 只证券中有 {2} 只缺少 '{1}'：{4}"),
    SentencePattern(
      "'{}' covers fewer days than 'close' for {} stocks: {}", "{2} 只证券的 '{1}' 天数少于 'close'：{3}"),
    SentencePattern("The backtest ends on {}, the calendar on {}.", "回测止于 {1}，日历止于 {2}。"),
    SentencePattern("The universe '{}' has one name, {}.", "股票池 '{1}' 只有 {2} 一个名字。"),
    SentencePattern(
      "The universe '{}' holds {} index codes, first {}.", "股票池 '{1}' 含 {2} 个指数代码，第一个是 {3}。"),
    SentencePattern(
      "{} of {} members of '{}' share the dates {}.", "'{3}' 的 {2} 个成员中有 {1} 个的日期同为 {4}。"),
    SentencePattern(
      "the benchmark {} has no return on {} days, {} to {}", "基准 {1} 有 {2} 天没有收益，{3} 至 {4}"),
    SentencePattern("{} has a close without a factor inside the window", "{1} 在区间内有收盘价而没有复权因子"),
    SentencePattern(
      "{} learns from days up to {}; the data begin on {}", "{1} 从截至 {2} 的日子学习；数据自 {3} 开始"),
    SentencePattern(
      "{} learns from days up to {}; the test segment begins on {}",
      "{1} 从截至 {2} 的日子学习；测试区间自 {3} 开始"),
    SentencePattern("no learn processor drops rows without a label", "没有训练预处理剔除缺少标签的行"),
    SentencePattern(
      "{} configurations and no recorder that names one; export the workspace, or put the one that ran there as conf.yaml",
      "有 {1} 份配置而没有记录器指明哪一份；请导出工作区，或把实际运行的一份命名为 conf.yaml"),
    SentencePattern("the recorder ran {}, which is not in the workspace", "记录器运行的是 {1}，工作区中没有它"),
    SentencePattern("{} is an unrendered Jinja template", "{1} 是未渲染的 Jinja 模板"),
    SentencePattern("the workspace holds no configuration", "工作区中没有配置文件"),
  ]

  /// Causes with their values.
  static let causes: [SentencePattern] = [
    SentencePattern(
      "The record was made under other fees than its configuration says: it paid {} of purchases and {} of sales, the configuration says {} and {}.",
      "记录所用的费率与其配置不符：买入付 {1}，卖出付 {2}，配置为 {3} 与 {4}。"),
    SentencePattern(
      "the model names its {} features {}, ...", "模型的 {1} 个特征只有序号名 {2} 等"),
    SentencePattern(
      "The record was made with {} = {}, not {}: replayed so, every day and number is the record's.",
      "记录是以 {1} = {2} 运行的，而非 {3}：如此回放，每一天每个数字都与记录相同。"),
    SentencePattern(
      "The record was made with {} = {}, not {}: replayed so, they agree until {} and part again in {}.",
      "记录是以 {1} = {2} 运行的，而非 {3}：如此回放，至 {4} 一致，其后在 {5} 再次分歧。"),
    SentencePattern("The record contradicts itself on {}: {}.", "记录在 {1} 自相矛盾：{2}。"),
    SentencePattern(
      "There are no predictions of {}, which decide {}, and the record traded on some: the file lacks a day.",
      "没有 {1} 的预测，而它决定 {2} 的交易；记录当时有预测：文件缺少一天。"),
    SentencePattern(
      "The benchmark's return is 0 on every day of the record: RD-Agent's data have no such index.",
      "记录的基准收益每天都为 0：RD-Agent 的数据中没有该指数。"),
    SentencePattern(
      "The benchmark's return is missing on every day of the record.", "记录的基准收益每天都缺失。"),
    SentencePattern(
      "{} has no close here on {}, and the record values it at {}: suspended here, filled in RD-Agent's market.",
      "{1} 在 {2} 本地没有收盘价，记录按 {3} 计值：本地停牌，RD-Agent 的行情有填充。"),
    SentencePattern(
      "The market here ends with {} before {}, and the record values it at {}: delisted here, or its data were cut.",
      "本地行情中 {1} 在 {2} 之前已终止，记录按 {3} 计值：本地已退市或数据被截断。"),
    SentencePattern(
      "Every close of {} from {} on is {} times the one here: the adjustment factor was based on another day.",
      "{1} 自 {2} 起的收盘价都是本地的 {3} 倍：复权因子以另一日为基准。"),
    SentencePattern(
      "The close of {} is {} in the record and {} here, on this day alone: one price was restated.",
      "{1} 的收盘价记录为 {2}，本地为 {3}，仅此一日：有一个价格被重述。"),
    SentencePattern(
      "Of the {} stocks that the record bought first, {} are among the {} best scores of {}: curve and predictions are of two runs.",
      "记录首批买入的 {1} 只证券中，只有 {2} 只属于 {4} 得分最高的 {3} 只：曲线与预测来自两次运行。"),
    SentencePattern(
      "The record bought {} stocks first and the replay {}, and no single change of the setting gives the record: the curve is of another run.",
      "记录首批买入 {1} 只证券，回放买入 {2} 只，且任何单项设置的改变都得不到该记录：曲线来自另一次运行。"),
    SentencePattern(
      "The processors of the record were fitted on {} ({} to {}), not on the window of the configuration: fitted so, every score is the recorded one.",
      "记录的预处理拟合于 {2} 至 {3}，而非配置所示的区间：如此拟合，每个得分都与记录相同。"),
    SentencePattern(
      "The recorded number follows from the same curve in the convention {}.",
      "记录的数字来自同一条曲线，口径为 {1}。"),
    SentencePattern("The recorded number is that of {} over the same curve.", "记录的数字其实是同一曲线的 {1}。"),
  ]

  /// Why a review stands where it stands.
  static let reviews: [SentencePattern] = [
    SentencePattern(
      "the fingerprint of the market data was {}, on {} it is {}", "行情指纹原为 {1}，{2} 为 {3}"),
    SentencePattern("the program's version was {}, on {} it is {}", "程序版本原为 {1}，{2} 为 {3}"),
    SentencePattern("the configuration was {}, on {} it is {}", "配置原为 {1}，{2} 为 {3}"),
    SentencePattern("the model was {}, on {} it is {}", "模型原为 {1}，{2} 为 {3}"),
    SentencePattern("the predictions was {}, on {} it is {}", "预测原为 {1}，{2} 为 {3}"),
    SentencePattern("the verdict was {}, on {} it is {}", "判定原为 {1}，{2} 为 {3}"),
    SentencePattern("a finding that was not judged: {}, on {}", "未经评审的发现：{1}，于 {2}"),
    SentencePattern(
      "the archive no longer holds the night of {} that was judged", "归档中不再有所评审的 {1} 之夜"),
    SentencePattern("no archived night judges {} any more", "不再有归档之夜判定 {1}"),
    SentencePattern("the exception '{}' held through {}", "例外“{1}”有效至 {2}"),
    SentencePattern("the signature of {} is not valid: {}", "{1} 的签名无效：{2}"),
    SentencePattern("{} made the migration and judged it", "{1} 既是迁移的作者又作了评审"),
    SentencePattern("the key of {} is also that of the author {}", "{1} 的密钥也是作者 {2} 的密钥"),
    SentencePattern("the statement of {} is about {}", "{1} 的声明是关于 {2} 的"),
    SentencePattern(
      "the statement of {} does not follow the one before it: one was changed, removed or added",
      "{1} 的声明与前一份不相衔接：有声明被改动、删除或插入"),
    SentencePattern(
      "the statement of {} follows one of {}: a clock ran backwards", "{1} 的声明排在 {2} 的之后：时钟曾倒退"),
    SentencePattern(
      "the decision of {} answers no request of the same facts", "{1} 的决定没有对应同一事实的请求"),
    SentencePattern("the statement of {} lies in the future of {}", "{1} 的声明晚于当前时间 {2}"),
    SentencePattern("{}: the statement cannot be read", "{1}：声明无法读取"),
    SentencePattern("there is no signature", "没有签名"),
    SentencePattern("there is no file of allowed signers", "没有允许签名者文件"),
  ]

  /// Where a migration stands, and what blocks it.
  static let stages: [SentencePattern] = [
    SentencePattern("Approved by {} on {}.", "由 {1} 于 {2} 批准。"),
    SentencePattern("Rejected by {} on {}.", "由 {1} 于 {2} 拒绝。"),
    SentencePattern("Rejected by {} on {}: {}", "由 {1} 于 {2} 拒绝：{3}"),
    SentencePattern("Asked for by {} on {}.", "由 {1} 于 {2} 请求。"),
    SentencePattern("Asked for by {} on {}: {}", "由 {1} 于 {2} 请求：{3}"),
    SentencePattern("No reason is given.", "没有给出理由。"),
  ]
}
