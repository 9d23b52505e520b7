import CCrypto

/// A message authentication code over SHA-256 (RFC 2104, FIPS 198-1), by libcrypto.
package enum HMACSHA256 {
  /// 32 bytes.
  package static func code(of message: [UInt8], key: [UInt8]) -> [UInt8] {
    var code = [UInt8](repeating: 0, count: Int(EVP_MAX_MD_SIZE))
    var length: UInt32 = 0
    // An empty key is a key: libcrypto asks for an address nevertheless.
    let padded = key.isEmpty ? [0] : key
    let result = HMAC(EVP_sha256(), padded, Int32(key.count), message, message.count, &code, &length)
    precondition(result != nil, "a code is made of any bytes")
    return Array(code.prefix(Int(length)))
  }
}
