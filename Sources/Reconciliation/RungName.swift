package import Primitives
package import Records

extension Rung {
  /// The rung's name in a sentence: `Replayed`, `回放级`.
  package var name: Message {
    switch self {
    case .reported: Message("rung.reported-name", en: "Reported", zh: "记录级")
    case .recomputed: Message("rung.recomputed-name", en: "Recomputed", zh: "重算级")
    case .replayed: Message("rung.replayed-name", en: "Replayed", zh: "回放级")
    case .reinferred: Message("rung.reinferred-name", en: "Reinferred", zh: "重推断级")
    case .retrained: Message("rung.retrained-name", en: "Retrained", zh: "重训练级")
    case .realistic: Message("rung.realistic-name", en: "Realistic", zh: "真实规则级")
    }
  }
}
