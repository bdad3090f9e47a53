/// The request that is being answered, without its body; one for all who remember it.
internal import HTTP

final class Asked: Sendable {
    let request: Request

    /// - Parameter request: its body is left out.
    init(_ request: Request) {
        self.request = request.head
    }

    /// What a log tells of it: the fields are not held for as long as a stream goes on.
    var withoutFields: Asked {
        Asked(Request(method: request.method, target: request.target, version: request.version))
    }
}
