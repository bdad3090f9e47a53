/// A quality value, `q=0.8`, in thousandths (RFC 9110 section 12.4.2).
struct Weight: Equatable {
    let thousandths: Int

    static let full = Weight(thousandths: 1000)

    var isZero: Bool { thousandths == 0 }

    private init(thousandths: Int) {
        self.thousandths = thousandths
    }

    /// nil when `parameter` is not of the form `q=0.8`.
    init?(_ parameter: Substring) {
        guard parameter.hasPrefix("q=") || parameter.hasPrefix("Q=") else { return nil }
        let digits = Array(parameter.utf8.dropFirst(2))
        guard let first = digits.first, first == 0x30 || first == 0x31, digits.count <= 5 else { return nil }
        guard digits.count == 1 || digits[1] == 0x2E else { return nil }
        var value = Int(first - 0x30) * 1000
        var place = 100
        for digit in digits.dropFirst(2) {
            guard (0x30...0x39).contains(digit) else { return nil }
            value += Int(digit - 0x30) * place
            place /= 10
        }
        guard value <= 1000 else { return nil }
        thousandths = value
    }
}
