/// The cases of JSONTestSuite (Nicolas Seriot, "Parsing JSON is a Minefield"): y_ must be read, n_ refused.
///
/// Tests/Fixtures/JSONTestSuite.txt has one a line: name, tab, bytes (`\xNN`, `\n`, `\t`, `\r`, `\\`);
/// `name*N` means the bytes N times.
import Foundation
import JSON
import Testing

@Suite struct JSONTestSuiteTests {
    struct Case: CustomTestStringConvertible {
        let name: String
        let bytes: [UInt8]
        var testDescription: String { name }
    }

    /// RFC 8259 leaves duplicate members to the reader; ours refuses them, as a request that says two things.
    private static let refusedByRule: Set<String> = [
        "y_object_duplicated_key", "y_object_duplicated_key_and_value",
    ]

    /// Of what the RFC leaves open: numbers that a `Double` holds or rounds to zero. The rest is refused: half
    /// of a surrogate pair, what is not UTF-8, a byte order mark, numbers beyond `Double`, deeper nesting.
    private static let accepted: Set<String> = [
        "i_number_double_huge_neg_exp", "i_number_real_underflow", "i_number_too_big_neg_int",
        "i_number_too_big_pos_int", "i_number_very_big_negative_int",
    ]

    static let cases: [Case] = {
        let folder = URL(filePath: #filePath).deletingLastPathComponent()
        let file = folder.appending(path: "../Fixtures/JSONTestSuite.txt")
        // An unreadable fixture is no case at all, which the count of cases tells.
        let text = (try? String(contentsOf: file, encoding: .utf8)) ?? ""
        return text.split(separator: "\n").compactMap { line in
            let halves = line.split(separator: "\t", maxSplits: 1, omittingEmptySubsequences: false)
            let name = halves[0].split(separator: "*")
            guard halves.count == 2, let first = name.first else { return nil }
            let times = name.count > 1 ? Int(name[1]) ?? 1 : 1
            let bytes = Array(repeating: unescaped(halves[1]), count: times).flatMap(\.self)
            return Case(name: String(first), bytes: bytes)
        }
    }()

    private static func unescaped(_ text: Substring) -> [UInt8] {
        var (bytes, rest) = ([UInt8](), text.utf8[...])
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "\\"), let letter = rest.popFirst() else {
                bytes.append(byte)
                continue
            }
            switch letter {
            case UInt8(ascii: "n"): bytes.append(0x0A)
            case UInt8(ascii: "t"): bytes.append(0x09)
            case UInt8(ascii: "r"): bytes.append(0x0D)
            case UInt8(ascii: "x"):
                bytes.append(UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16) ?? 0)
                rest = rest.dropFirst(2)
            default: bytes.append(letter)
            }
        }
        return bytes
    }

    private func isRead(_ item: Case) -> Bool {
        do {
            _ = try JSONValue(parsing: item.bytes)
            return true
        } catch {
            return false
        }
    }

    @Test func `all cases are there`() {
        #expect(Self.cases.count { $0.name.hasPrefix("y_") } == 95)
        #expect(Self.cases.count { $0.name.hasPrefix("n_") } == 188)
        #expect(Self.cases.count { $0.name.hasPrefix("i_") } == 35)
    }

    @Test(arguments: cases.filter { $0.name.hasPrefix("y_") })
    func `what must be read is read`(item: Case) {
        #expect(isRead(item) == !Self.refusedByRule.contains(item.name))
    }

    @Test(arguments: cases.filter { $0.name.hasPrefix("n_") })
    func `what must be refused is refused`(item: Case) {
        #expect(!isRead(item))
    }

    @Test(arguments: cases.filter { $0.name.hasPrefix("i_") })
    func `what is left open is decided`(item: Case) {
        #expect(isRead(item) == Self.accepted.contains(item.name))
    }

    @Test func `skipping a value refuses the same`() {
        for item in Self.cases {
            var reader = JSONReader(item.bytes)
            var isSkipped = true
            do {
                try reader.skip()
                try reader.finish()
            } catch {
                isSkipped = false
            }
            #expect(isSkipped == isRead(item), "\(item.name)")
        }
    }
}
