/// Which precompressed twin of a file a client takes (RFC 9110 section 12.5.3).
package enum AcceptEncoding {
    package enum Coding: String, Sendable, CaseIterable {
        case brotli = "br"
        case gzip
        case identity
    }

    /// The coding of highest weight among those there are; at equal weight the smaller file wins.
    /// `identity` when
    /// none of the others is wanted, even if it is refused too: an answer beats a 406.
    package static func choose(_ value: String?, among available: [Coding]) -> Coding {
        guard let value else { return .identity }
        let weights = parse(value)
        var best = Coding.identity
        var bestWeight = weights["identity"] ?? 1
        for coding in Coding.allCases.reversed() where coding != .identity && available.contains(coding) {
            let weight = weights[coding.rawValue] ?? weights["*"] ?? 0
            if weight > 0 && weight >= bestWeight {
                best = coding
                bestWeight = weight
            }
        }
        return best
    }

    /// Lower-case coding to thousandths.
    private static func parse(_ value: String) -> [String: Int] {
        var weights: [String: Int] = [:]
        for element in value.split(separator: ",") {
            let parts = element.split(separator: ";").map(Fields.trimmed)
            guard let name = parts.first else { continue }
            let weight = parts.dropFirst().lazy.compactMap(Weight.init).first ?? .full
            weights[name.lowercased()] = weight.thousandths
        }
        // "x-gzip" is an old spelling of gzip (section 8.4.1.3).
        if let old = weights["x-gzip"], weights["gzip"] == nil { weights["gzip"] = old }
        return weights
    }
}
