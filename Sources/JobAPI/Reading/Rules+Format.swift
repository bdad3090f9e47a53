/// Formats of texts that are checked (JSON Schema Validation section 7.3).
extension Rules {
    package enum Format: Sendable {
        /// RFC 3339 `full-date`.
        case date
        /// RFC 9562 section 4.
        case uuid
        /// RFC 3986: with a scheme, or also without one.
        case uri, uriReference
        /// RFC 4648 section 4.
        case byte

        /// What is wrong with a text, and what would be right; nil when nothing is.
        func fault(in text: String) -> String? {
            let (fits, wanted) =
                switch self {
                case .date: (isDate(text), "a date such as 2026-11-23")
                case .uuid: (isUUID(text), "a UUID such as 0190163d-8694-739b-aea5-966c26f8ad91")
                case .uri: (isURI(text), "a URI such as https://example.org/a")
                case .uriReference: (Self.hasURICharacters(text), "a URI or a reference such as /a?b=c")
                case .byte: (isBase64(text), "Base64 with its padding")
                }
            return fits ? nil : "must be \(wanted)" + Rules.found(text)
        }

        private func isDate(_ text: String) -> Bool {
            text.utf8.count == 10 && Timestamp(text + "T00:00:00Z") != nil
        }

        private func isUUID(_ text: String) -> Bool {
            let groups = text.split(separator: "-", omittingEmptySubsequences: false)
            return groups.map(\.utf8.count) == [8, 4, 4, 4, 12]
                && groups.allSatisfy { $0.allSatisfy { $0.isASCII && $0.isHexDigit } }
        }

        private func isURI(_ text: String) -> Bool {
            guard let colon = text.firstIndex(of: ":"), let first = text.first else { return false }
            let scheme = text[..<colon]
            let isScheme = first.isLetter
                && scheme.utf8.allSatisfy { Self.isAlphanumeric($0) || "+-.".utf8.contains($0) }
            return isScheme && Self.hasURICharacters(text)
        }

        /// Only what a URI may hold; a `%` stands before two hexadecimal digits.
        private static func hasURICharacters(_ text: String) -> Bool {
            let isKnown = text.utf8.allSatisfy {
                isAlphanumeric($0) || "-._~:/?#[]@!$&'()*+,;=%".utf8.contains($0)
            }
            let escapes = text.split(separator: "%", omittingEmptySubsequences: false).dropFirst()
            return isKnown && escapes.allSatisfy { $0.count >= 2 && $0.prefix(2).allSatisfy(\.isHexDigit) }
        }

        private func isBase64(_ text: String) -> Bool {
            let digits = text.utf8.prefix { Self.isAlphanumeric($0) || $0 == 0x2B || $0 == 0x2F }
            let padding = text.utf8.dropFirst(digits.count)
            return text.utf8.count % 4 == 0 && padding.count <= 2 && padding.allSatisfy { $0 == 0x3D }
        }

        private static func isAlphanumeric(_ byte: UInt8) -> Bool {
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
            default: false
            }
        }
    }
}
