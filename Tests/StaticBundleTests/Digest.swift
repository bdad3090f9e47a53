/// SHA-256 by the machine's `sha256sum`, in lower-case hexadecimal.
import Foundation

enum Digest {
    static func of(_ data: Data) throws -> String {
        let printed = try Command("sha256sum", "-b").run(input: data)
        return String(decoding: printed.prefix(64), as: UTF8.self)
    }

    /// Of many files in one go, by the paths given, which are relative to `folder`.
    static func of(files paths: [String], in folder: URL) throws -> [String: String] {
        let absolute = paths.map { folder.appending(path: $0).path }
        let printed = try Command(["sha256sum", "-b", "--zero", "--"] + absolute).run()
        let digests = printed.split(separator: 0).map { String(decoding: $0.prefix(64), as: UTF8.self) }
        return Dictionary(uniqueKeysWithValues: zip(paths, digests))
    }

    /// As a content security policy writes it.
    static func base64(_ hexadecimal: String) -> String {
        let digits = Array(hexadecimal)
        let bytes = stride(from: 0, to: digits.count, by: 2).map { index in
            UInt8(String(digits[index...index + 1]), radix: 16) ?? 0
        }
        return Data(bytes).base64EncodedString()
    }
}
