/// The year of the metrics that are not qlib's: 252 trading days, the custom of published figures.
package enum StandardYear {
  package static let days = 252.0
}
