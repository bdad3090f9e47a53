/// JSON bytes to values, one at a time and on demand (RFC 8259), always knowing where it is (RFC 6901).
///
/// Strict: no byte order mark, duplicate members are refused, as is half of a surrogate pair, nesting over
/// `depthLimit` and a number that no `Double` holds. Member names that are canonically equivalent count as
/// the same.
package struct JSONReader {
    package enum Kind: String, Sendable {
        case object = "an object"
        case array = "an array"
        case string = "a string"
        case number = "a number"
        case bool = "true or false"
        case null = "null"
    }

    package static let depthLimit = 64

    let bytes: [UInt8]
    /// The byte that is read next, counted from 0.
    package internal(set) var offset = 0
    private var frames: [Frame] = []

    package init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// RFC 6901 pointer of the value that is read next or was read last; empty for the whole document.
    package var pointer: String {
        var text = ""
        for frame in frames where frame.count > 0 {
            text += "/" + (frame.isObject ? Self.escape(frame.key) : String(frame.count - 1))
        }
        return text
    }

    /// What comes next. Nothing is read but white space.
    package mutating func peek() throws(JSONError) -> Kind {
        skipWhiteSpace()
        guard offset < bytes.count else { throw error(.unexpectedEnd) }
        switch bytes[offset] {
        case UInt8(ascii: "{"): return .object
        case UInt8(ascii: "["): return .array
        case UInt8(ascii: "\""): return .string
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return .number
        case UInt8(ascii: "t"), UInt8(ascii: "f"): return .bool
        case UInt8(ascii: "n"): return .null
        default: throw error(.unexpectedByte(bytes[offset], expected: "a value"))
        }
    }

    package mutating func beginObject() throws(JSONError) {
        try begin(.object)
    }

    package mutating func beginArray() throws(JSONError) {
        try begin(.array)
    }

    /// The name of the next member, whose value must be read or skipped then; nil when the object ended.
    package mutating func nextKey() throws(JSONError) -> String? {
        guard try nextItem(until: UInt8(ascii: "}"), expected: "',' or '}'") else { return nil }
        let start = offset
        guard offset < bytes.count else { throw error(.unexpectedEnd) }
        guard bytes[offset] == UInt8(ascii: "\"") else {
            throw error(.unexpectedByte(bytes[offset], expected: "the name of a member"))
        }
        let name = try stringToken()
        frames[frames.count - 1].count += 1
        frames[frames.count - 1].key = name
        guard frames[frames.count - 1].insert(name) else {
            throw JSONError(.duplicateKey(name), pointer: pointer, offset: start)
        }
        skipWhiteSpace()
        try expect(UInt8(ascii: ":"), "':'")
        return name
    }

    /// Whether the array has another element, which must be read or skipped then.
    package mutating func nextElement() throws(JSONError) -> Bool {
        let more = try nextItem(until: UInt8(ascii: "]"), expected: "',' or ']'")
        if more { frames[frames.count - 1].count += 1 }
        return more
    }

    /// Reads one value, checks it, and forgets it.
    package mutating func skip() throws(JSONError) {
        switch try peek() {
        case .object:
            try beginObject()
            while try nextKey() != nil { try skip() }
        case .array:
            try beginArray()
            while try nextElement() { try skip() }
        case .string: _ = try stringToken()
        case .number: _ = try numberToken()
        case .bool: _ = try bool()
        case .null: try null()
        }
    }

    /// Throws if anything but white space follows.
    package mutating func finish() throws(JSONError) {
        skipWhiteSpace()
        guard offset == bytes.count else { throw error(.trailingBytes) }
    }

    func error(_ kind: JSONError.Kind) -> JSONError {
        JSONError(kind, pointer: pointer, offset: offset)
    }

    mutating func expect(_ byte: UInt8, _ name: String) throws(JSONError) {
        guard offset < bytes.count else { throw error(.unexpectedEnd) }
        guard bytes[offset] == byte else { throw error(.unexpectedByte(bytes[offset], expected: name)) }
        offset += 1
    }

    private mutating func begin(_ kind: Kind) throws(JSONError) {
        let found = try peek()
        guard found == kind else { throw error(.wrongKind(expected: kind.rawValue, found: found.rawValue)) }
        guard frames.count < Self.depthLimit else { throw error(.tooDeep(limit: Self.depthLimit)) }
        offset += 1
        frames.append(Frame(isObject: kind == .object))
    }

    /// Steps over the comma. False when `end` closed the container.
    private mutating func nextItem(until end: UInt8, expected: String) throws(JSONError) -> Bool {
        skipWhiteSpace()
        guard offset < bytes.count else { throw error(.unexpectedEnd) }
        if bytes[offset] == end {
            offset += 1
            frames.removeLast()
            return false
        }
        if frames[frames.count - 1].count == 0 { return true }
        try expect(UInt8(ascii: ","), expected)
        skipWhiteSpace()
        return true
    }

    private mutating func skipWhiteSpace() {
        while offset < bytes.count {
            switch bytes[offset] {
            case 0x20, 0x0A, 0x0D, 0x09: offset += 1
            default: return
            }
        }
    }

    /// RFC 6901 section 3.
    package static func escape(_ name: String) -> String {
        guard name.utf8.contains(where: { $0 == UInt8(ascii: "~") || $0 == UInt8(ascii: "/") }) else {
            return name
        }
        return name.reduce(into: "") { $0 += $1 == "~" ? "~0" : $1 == "/" ? "~1" : String($1) }
    }
}

extension JSONReader {
    /// An object or array that is being read.
    private struct Frame {
        let isObject: Bool
        var count = 0
        var key = ""
        private var few: [String] = []
        private var many: Set<String> = []

        init(isObject: Bool) {
            self.isObject = isObject
        }

        /// False when the name was there. Few names are compared; many are hashed, or a hostile object takes
        /// quadratic time.
        mutating func insert(_ name: String) -> Bool {
            if !many.isEmpty { return many.insert(name).inserted }
            if few.contains(name) { return false }
            few.append(name)
            if few.count == 16 { many = Set(few) }
            return true
        }
    }
}
