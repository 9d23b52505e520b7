/// Whose powers and wide logarithms are calculated: they differ by an ulp or two between processors.
enum PowerLibrary: Sendable {
  /// numpy's on x86 processors with AVX-512: the reference.
  case vector
  /// The C library's, which numpy asks everywhere else.
  case c
}
