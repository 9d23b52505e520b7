/// Texts of the model's section.
extension StringTable {
  static let modelTexts: Texts = [
    "bandRange": ("区间", "Range"),
    "bandPlace": ("位置", "Place"),
    "bandInside": ("带内", "inside"),
    "bandOutside": ("带外", "outside"),
    "bandNone": ("无法判断", "cannot be judged"),
    "believedDocument": ("采信的文件", "Document in use"),
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
