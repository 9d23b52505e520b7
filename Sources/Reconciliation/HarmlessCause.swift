import Records

extension Cause {
  /// A difference that says nothing about the migration: equal scores leave the order open.
  var isHarmless: Bool { self == .ties }
}
