/// The WebSocket subprotocol of our frames.

enum Subprotocol {
    static let name = "ananacare.v1"

    /// One may be chosen only from those offered (RFC 6455 section 4.2.2); nil where ours is not among them.
    static func chosen(from list: String?) -> String? {
        let offers = (list ?? "").split(separator: ",").map { $0.filter { $0 != " " && $0 != "\t" } }
        return offers.contains(name) ? name : nil
    }
}
