/// A short name for a long one.
enum TrialHash {
    /// FNV-1a, 32 bits, in base 36.
    static func text(of name: String) -> String {
        let hash = name.utf8.reduce(UInt32(2_166_136_261)) { ($0 ^ UInt32($1)) &* 16_777_619 }
        return String(hash, radix: 36)
    }
}
