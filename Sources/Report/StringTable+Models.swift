/// Texts of the model's section.
extension StringTable {
  static let modelTexts: [String: (chinese: String, english: String)] = [
    "modelAskedBuilt": ("模型：所要求与所建成", "The model: asked and built"),
    "seedBand": ("种子带", "Band of seeds"),
    "bandNote": (
      "同一训练在 {k} 个种子下的结果。区间为再换一个种子时的预期范围；位置为小于记录值的种子所占比例。只因运气好而领先的结果，位置接近 100%。",
      "The same training under {k} seeds. The range is where one more seed is expected; the place is the share of seeds below the recorded value: a run that was merely lucky stands near 100%."
    ),
    "bandMean": ("均值", "Mean"),
    "bandSpread": ("标准差", "Deviation"),
    "bandRange": ("区间", "Range"),
    "bandPlace": ("位置", "Place"),
    "bandInside": ("带内", "inside"),
    "bandOutside": ("带外", "outside"),
    "bandNone": ("无法判断", "cannot be judged"),
    "believedDocument": ("采信的文件", "Believed"),
    "definitionTable": ("逐字段对照", "Field by field"),
    "asked": ("所要求", "Asked"),
    "built": ("所建成", "Built"),
    "origin": ("来源", "Origin"),
    "otherDocuments": ("其他文件的说法", "Other documents say"),
    "notWritten": ("未写", "not written"),
    "origin.written": ("如所写", "as written"),
    "origin.standard": ("qlib 默认值", "qlib's default"),
    "origin.replaced": ("被替换", "replaced"),
    "origin.inert": ("不影响数值", "without effect"),
  ]
}
