/// The values that hold no others: strings, numbers, true, false, null.
extension JSONReader {
    package mutating func string() throws(JSONError) -> String {
        try require(.string)
        return try stringToken()
    }

    /// A whole number, however it is written: `20`, `20.0` and `2e1` are the same to JSON Schema.
    package mutating func integer() throws(JSONError) -> Int64 {
        try require(.number)
        let start = offset
        switch try numberToken() {
        case .integer(let value): return value
        case .double(let value):
            guard value.magnitude <= 0x1p53 else {
                throw JSONError(.numberOutOfRange, pointer: pointer, offset: start)
            }
            let whole = Int64(value)
            if Double(whole) == value { return whole }
            let kind = JSONError.Kind.wrongKind(expected: "an integer", found: "a fraction")
            throw JSONError(kind, pointer: pointer, offset: start)
        }
    }

    package mutating func number() throws(JSONError) -> Double {
        try require(.number)
        return switch try numberToken() {
        case .integer(let value): Double(value)
        case .double(let value): value
        }
    }

    package mutating func bool() throws(JSONError) -> Bool {
        try require(.bool)
        let value = bytes[offset] == UInt8(ascii: "t")
        try literal(value ? "true" : "false")
        return value
    }

    package mutating func null() throws(JSONError) {
        try require(.null)
        try literal("null")
    }

    private mutating func require(_ kind: Kind) throws(JSONError) {
        let found = try peek()
        guard found == kind else { throw error(.wrongKind(expected: kind.rawValue, found: found.rawValue)) }
    }

    private mutating func literal(_ text: StaticString) throws(JSONError) {
        let start = offset
        for index in 0..<text.utf8CodeUnitCount {
            guard offset < bytes.count else { throw error(.unexpectedEnd) }
            guard bytes[offset] == text.utf8Start[index] else {
                let kind = JSONError.Kind.unexpectedByte(bytes[start], expected: "a value")
                throw JSONError(kind, pointer: pointer, offset: start)
            }
            offset += 1
        }
    }
}

extension JSONReader {
    /// A number as it was written: an integer that fits stays exact.
    enum Number {
        case integer(Int64)
        case double(Double)
    }

    mutating func numberToken() throws(JSONError) -> Number {
        let start = offset
        let negative = bytes[offset] == UInt8(ascii: "-")
        if negative { offset += 1 }
        let whole = offset
        try digits()
        // RFC 8259 section 6: no leading zero.
        guard bytes[whole] != UInt8(ascii: "0") || offset == whole + 1 else {
            throw JSONError(.invalidNumber, pointer: pointer, offset: start)
        }
        let isWhole = try !fractionAndExponent()
        let text = String(decoding: bytes[start..<offset], as: UTF8.self)
        if isWhole, let value = Int64(text) { return .integer(value) }
        guard let value = Double(text), value.isFinite else {
            throw JSONError(.numberOutOfRange, pointer: pointer, offset: start)
        }
        return .double(value)
    }

    /// Whether there was either.
    private mutating func fractionAndExponent() throws(JSONError) -> Bool {
        let start = offset
        if next == UInt8(ascii: ".") {
            offset += 1
            try digits()
        }
        if next == UInt8(ascii: "e") || next == UInt8(ascii: "E") {
            offset += 1
            if next == UInt8(ascii: "+") || next == UInt8(ascii: "-") { offset += 1 }
            try digits()
        }
        return offset > start
    }

    private mutating func digits() throws(JSONError) {
        let start = offset
        while let byte = next, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) { offset += 1 }
        guard offset > start else { throw error(offset < bytes.count ? .invalidNumber : .unexpectedEnd) }
    }

    private var next: UInt8? { offset < bytes.count ? bytes[offset] : nil }
}

extension JSONReader {
    /// Reads a string, whose first byte is the quote.
    mutating func stringToken() throws(JSONError) -> String {
        let start = offset + 1
        offset = try endOfPlain(from: start)
        if offset < bytes.count, bytes[offset] == UInt8(ascii: "\"") {
            offset += 1
            return String(decoding: bytes[start..<offset - 1], as: UTF8.self)
        }
        var text = Array(bytes[start..<offset])
        while offset < bytes.count {
            if bytes[offset] == UInt8(ascii: "\"") {
                offset += 1
                return String(decoding: text, as: UTF8.self)
            }
            guard bytes[offset] == UInt8(ascii: "\\") else { throw error(.controlCharacter(bytes[offset])) }
            text.append(contentsOf: String(try escapedScalar()).utf8)
            let plain = offset
            offset = try endOfPlain(from: plain)
            text.append(contentsOf: bytes[plain..<offset])
        }
        throw error(.unexpectedEnd)
    }

    /// The next quote, backslash, control character or the end; checks that all before it is UTF-8.
    private func endOfPlain(from start: Int) throws(JSONError) -> Int {
        let end = bytes.withUnsafeBytes { bytes in
            var index = UTF8Sequence.endOfPlain(in: bytes, from: start)
            while index < bytes.count, bytes[index] >= 0x80 {
                let length = UTF8Sequence.length(in: bytes, at: index)
                guard length > 0 else { return -index }  // never 0: a quote stands before it
                index = UTF8Sequence.endOfPlain(in: bytes, from: index + length)
            }
            return index
        }
        guard end >= 0 else { throw JSONError(.invalidUTF8, pointer: pointer, offset: -end) }
        return end
    }

    private mutating func escapedScalar() throws(JSONError) -> Unicode.Scalar {
        guard offset + 1 < bytes.count else {
            throw JSONError(.unexpectedEnd, pointer: pointer, offset: bytes.count)
        }
        let letter = bytes[offset + 1]
        let plain: Unicode.Scalar? =
            switch letter {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): Unicode.Scalar(letter)
            case UInt8(ascii: "b"): "\u{08}"
            case UInt8(ascii: "f"): "\u{0C}"
            case UInt8(ascii: "n"): "\n"
            case UInt8(ascii: "r"): "\r"
            case UInt8(ascii: "t"): "\t"
            default: nil
            }
        if let plain {
            offset += 2
            return plain
        }
        guard letter == UInt8(ascii: "u") else { throw error(.invalidEscape) }
        let start = offset
        let unit = try codeUnit()
        if let scalar = Unicode.Scalar(UInt16(unit)) { return scalar }
        let lone = JSONError(.loneSurrogate, pointer: pointer, offset: start)
        guard unit < 0xDC00, offset + 1 < bytes.count, bytes[offset] == UInt8(ascii: "\\"),
            bytes[offset + 1] == UInt8(ascii: "u")
        else { throw lone }
        let second = try codeUnit()
        guard second >= 0xDC00, second < 0xE000,
            let scalar = Unicode.Scalar(0x10000 + (unit - 0xD800) << 10 + (second - 0xDC00))
        else { throw lone }
        return scalar
    }

    /// `\u` and four digits.
    private mutating func codeUnit() throws(JSONError) -> UInt32 {
        guard offset + 6 <= bytes.count else {
            throw JSONError(.unexpectedEnd, pointer: pointer, offset: bytes.count)
        }
        var unit: UInt32 = 0
        for byte in bytes[offset + 2..<offset + 6] {
            guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
                throw error(.invalidEscape)
            }
            unit = unit << 4 + UInt32(digit)
        }
        offset += 6
        return unit
    }
}
