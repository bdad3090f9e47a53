/// Answers that are given again to the same bytes while what they tell of has not changed: nothing is parsed,
/// routed or encoded twice.
internal import Glibc
internal import HTTP

/// What a head gets depends on its bytes alone, checks and limits included: so does what is kept. One a loop,
/// so that no two threads share it. Few places and no order among them: whoever comes later takes the place.
final class KeptAnswers {
    private var places: [Kept?]

    final class Kept {
        /// The whole request, blank line included: no other request begins with these bytes.
        let head: [UInt8]
        let asked: Asked
        let status: Status
        /// What follows the date.
        let remainder: [UInt8]
        fileprivate let freshness: Freshness

        fileprivate init(
            head: [UInt8], asked: Asked, status: Status, remainder: [UInt8], freshness: Freshness
        ) {
            self.head = head
            self.asked = asked
            self.status = status
            self.remainder = remainder
            self.freshness = freshness
        }
    }

    /// Larger ones are not worth their place.
    private static let headLimit = 2 * 1024
    private static let bodyLimit = 16 * 1024

    init(places count: Int = 64) {
        places = Array(repeating: nil, count: count)
    }

    /// nil where the request must be parsed.
    /// - Parameter offset: where a request begins.
    func answer(to bytes: Span<UInt8>, at offset: Int) -> Kept? {
        guard let kept = places[place(bytes, offset)] else { return nil }
        let count = kept.head.count
        guard offset + count <= bytes.count, KeptAnswers.isSame(kept.head, bytes, offset),
            kept.freshness.lasts
        else { return nil }
        return kept
    }

    /// - Parameters:
    ///   - request: came as `bytes` and keeps its connection.
    func keep(_ response: Response, to request: Request, _ bytes: Span<UInt8>) {
        guard let freshness = response.freshness, request.method == .get, response.status.allowsBody,
            case .bytes(let body) = response.body, body.count <= KeptAnswers.bodyLimit,
            bytes.count <= KeptAnswers.headLimit
        else { return }
        places[place(bytes, 0)] = Kept(
            head: bytes.withUnsafeBufferPointer { Array($0) }, asked: Asked(request),
            status: response.status,
            remainder: ResponseEncoder.remainder(fields: response.fields, body: body), freshness: freshness)
    }

    /// By the last bytes of the request line, in which paths differ most.
    private func place(_ bytes: Span<UInt8>, _ offset: Int) -> Int {
        bytes.extracting(offset..<bytes.count).withUnsafeBytes { bytes in
            guard let start = bytes.baseAddress else { return 0 }
            let end = memchr(start, 0x0A, bytes.count).map { start.distance(to: $0) } ?? bytes.count
            var hash: UInt64 = 14_695_981_039_346_656_037
            var index = max(0, end - 32)
            while index + 8 <= end {
                let word = bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self)
                hash = (hash ^ word) &* 1_099_511_628_211
                hash ^= hash >> 29
                index += 8
            }
            return Int(truncatingIfNeeded: hash % UInt64(places.count))
        }
    }

    private static func isSame(_ head: [UInt8], _ bytes: Span<UInt8>, _ offset: Int) -> Bool {
        head.withUnsafeBytes { head in
            bytes.extracting(offset..<offset + head.count).withUnsafeBytes { bytes in
                guard let left = head.baseAddress, let right = bytes.baseAddress else { return false }
                return memcmp(left, right, head.count) == 0
            }
        }
    }
}
