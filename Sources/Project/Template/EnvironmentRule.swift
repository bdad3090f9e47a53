/// Which environment variables a request may set: a name, or a pattern where `*` stands for any characters.
struct EnvironmentRule: Equatable, Sendable {
    /// Of the server's own variables, such as ANANA_JOB_ID: no request sets one.
    static let reservedPrefix = "ANANA_"

    /// What says which GPUs a job may use: that is its lease's to say.
    private static let ofGPUs: Set = [
        "CUDA_VISIBLE_DEVICES", "CUDA_DEVICE_ORDER", "ROCR_VISIBLE_DEVICES", "HIP_VISIBLE_DEVICES",
        "GPU_DEVICE_ORDINAL",
    ]

    static func isReserved(_ name: String) -> Bool {
        name.hasPrefix(reservedPrefix) || ofGPUs.contains(name)
    }

    let pattern: String

    /// Nil unless it is a name in which `*` may stand.
    init?(_ pattern: String) {
        let isName = Self.isName(pattern.replacing("*", with: "_"))
        guard isName, !Self.isReserved(pattern) else { return nil }
        self.pattern = pattern
    }

    /// `[A-Za-z_][A-Za-z0-9_]*`, as shells take it.
    static func isName(_ text: String) -> Bool {
        let digits = UInt8(ascii: "0")...UInt8(ascii: "9")
        guard let first = text.utf8.first, !digits.contains(first) else { return false }
        return text.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"), digits,
                UInt8(ascii: "_"): true
            default: false
            }
        }
    }

    /// What makes any program load foreign code is allowed only by its full name.
    func allows(_ name: String) -> Bool {
        if name.hasPrefix("LD_") && pattern != name { return false }
        let parts = pattern.split(separator: "*", omittingEmptySubsequences: false)
        guard let head = parts.first, let tail = parts.last, parts.count > 1 else { return name == pattern }
        guard name.count >= head.count + tail.count, name.hasPrefix(head), name.hasSuffix(tail) else {
            return false
        }
        var rest = name.dropFirst(head.count).dropLast(tail.count)
        // The earliest place for each part leaves the most room for the next.
        for part in parts.dropFirst().dropLast() where !part.isEmpty {
            guard let range = rest.firstRange(of: part) else { return false }
            rest = rest[range.upperBound...]
        }
        return true
    }
}
