/// Base64 outwards (RFC 4648 section 4), as the WebSocket handshake uses it.
package enum Base64 {
    private static let alphabet = Array(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    package static func encode(_ bytes: [UInt8]) -> String {
        var output: [UInt8] = []
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let group = bytes[start..<min(start + 3, bytes.count)]
            let bits = group.reduce(UInt32(0)) { $0 << 8 | UInt32($1) } << UInt32(8 * (3 - group.count))
            for place in 0..<4 {
                let index = Int(bits >> UInt32(18 - 6 * place) & 63)
                output.append(place <= group.count ? alphabet[index] : 0x3D)
            }
        }
        return String(decoding: output, as: UTF8.self)
    }

    /// True for the base64 form of exactly 16 bytes.
    static func isSixteenBytes(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        // The 22nd digit carries two bits of the last byte; its other four must be zero.
        return bytes.count == 24 && bytes[22...] == [0x3D, 0x3D]
            && bytes[..<22].allSatisfy(alphabet.contains) && "AQgw".utf8.contains(bytes[21])
    }
}
