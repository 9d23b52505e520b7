import Primitives
import Records

/// What readers call an index; the code of one that has no name here.
enum IndexName {
  static func of(_ code: String) -> Message { InstrumentID(code)?.shownName ?? .verbatim(code) }
}
