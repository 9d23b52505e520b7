/// Texts of the model's section.
extension StringTable {
  static let modelTexts: Texts = [
    "modelAskedBuilt": ("模型：要求与实际", "The model: asked and built"),
    "seedBand": ("种子带", "Seed band"),
    "bandMean": ("均值", "Mean"),
    "bandSpread": ("标准差", "Deviation"),
    "bandRange": ("区间", "Range"),
    "bandPlace": ("位置", "Place"),
    "bandInside": ("带内", "inside"),
    "bandOutside": ("带外", "outside"),
    "bandNone": ("无法判断", "cannot be judged"),
    "believedDocument": ("采信的文件", "Document in use"),
    "definitionTable": ("逐字段对照", "Field by field"),
    "asked": ("要求", "Asked"),
    "built": ("实际", "Built"),
    "origin": ("来源", "Origin"),
    "otherDocuments": ("其他文件所写", "Other documents"),
    "notWritten": ("未写", "not written"),
    "origin.written": ("按配置", "as written"),
    "origin.standard": ("qlib 默认值", "qlib's default"),
    "origin.replaced": ("已替换", "replaced"),
    "origin.inert": ("不影响数值", "without effect"),
  ]
}
