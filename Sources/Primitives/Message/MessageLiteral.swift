// Passing: lets texts that are not typed yet stand where a message is asked for. Goes with the last of them.
extension Message: ExpressibleByStringLiteral, ExpressibleByStringInterpolation, CustomStringConvertible {
  package init(stringLiteral value: String) { self = .verbatim(value) }
  package var description: String { english }
}
