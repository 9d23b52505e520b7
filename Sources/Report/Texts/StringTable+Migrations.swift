/// The table of migrations.
extension StringTable {
  static let migrationTexts: Texts = [
    "migrationsTab": ("迁移", "Migrations"),
    "changesTab": ("变更", "Changes"),
    "migrationTable": ("迁移表", "Table of migrations"),
    "filterMigrations": ("筛选：迁移、原因、签核", "Filter: migration, cause, sign-off"),
    "all": ("全部", "All"),
    "moreRows": ("另 {n} 个", "{n} more"),
    "sorting": ("排序", "Order"),
    "order.verdict": ("按判定与原因", "By verdict and cause"),
    "order.name": ("按名称", "By name"),
    "order.money": ("按金额差", "By difference in money"),
    "verdict": ("判定", "Verdict"),
    "lastNights": ("近 14 夜", "Last 14 nights"),
    "noNight": ("无存档", "no archived night"),
    "sixRungs": ("六级", "Six rungs"),
    "recordedExcess": ("记录年化超额", "Recorded excess"),
    "localExcess": ("本地年化超额", "Local excess"),
    "deltaPoints": ("Δ 个百分点", "Δ pp"),
    "deltaMoney": ("Δ 元，期末", "Δ CNY at the end"),
    "realisticExcess": ("真实规则", "Realistic"),
    "cause": ("原因", "Cause"),
    "notRun": ("未运行", "not run"),
    "approvedAgainstVerdict": ("已批准，与判定相反", "approved against the verdict"),
    "migrationLegend": (
      "六级依次为记录、重算、回放、重推断、重训练、真实规则：浅色为已读取，✓ 一致，✕ 分歧，虚线框未运行，◇ 仅展示。14 夜中的点表示无存档。年化超额收益含费用，相对各自基准；Δ 为本地减记录。",
      "The six rungs are Reported, Recomputed, Replayed, Reinferred, Retrained and Realistic. Pale is read, ✓ agrees, ✕ differs, dashed did not run, ◇ is shown only. A dot among the nights means no archive. The annual excess return has cost deducted and is against each migration's own benchmark. Δ is local minus recorded."
    ),
  ]

  static let chartTexts: Texts = [
    "figuresOfChart": ("图中数值", "Figures of the chart"),
    "seriesRecord": ("记录", "Record"),
    "seriesReplay": ("回放", "Replay"),
    "seriesBoth": ("记录 = 回放", "Record = replay"),
    "seriesRealistic": ("真实规则", "Realistic"),
    "meanReturn": ("日均收益率", "Mean return of a day"),
    "horizonDays": ("日数", "Days"),
    "feature": ("特征", "Feature"),
    "gainShare": ("增益占比", "Share of gain"),
  ]
}
