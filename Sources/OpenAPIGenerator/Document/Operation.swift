/// One operation of the document, its parameters, body and responses in place.
import YAML

struct Operation: Equatable {
    let id: String
    let tag: String
    /// Lower case, as in the document: `get`.
    let method: String
    let path: String
    let pointer: String
    let position: Position
    var summary: String?
    var description: String?
    var lane = Lane.loop
    /// Path, query, header; those of the path item first.
    var parameters: [Parameter] = []
    var body: RequestBody?
    var responses: [Response] = []

    /// `x-runs-on`.
    enum Lane: String, CaseIterable {
        case loop, control, worker
    }

    struct Parameter: Equatable {
        let name: String
        let place: Place
        let isRequired: Bool
        let description: String?
        let schema: Schema
        /// A list in a query says each item by a parameter of its own: `tag=a&tag=b`.
        let isExploded: Bool
        let position: Position

        enum Place: String, CaseIterable {
            case path, query, header
        }
    }

    struct RequestBody: Equatable {
        let isRequired: Bool
        let schema: Schema
    }

    struct Response: Equatable {
        let status: Int
        /// Of all but the first of a status, each a response of its own here.
        let mediaType: String?
        let description: String?
        let headers: [Header]
        let content: Content
        let position: Position

        /// An error is thrown by handlers, not returned.
        var isProblem: Bool { status >= 400 }
    }

    struct Header: Equatable {
        let name: String
        let isRequired: Bool
        let schema: Schema
    }

    enum Content: Equatable {
        case none
        case json(Schema, type: String)
        case problem
        /// Bytes of that media type.
        case bytes(String)
        case events(frame: String?)
        case upgrade(frame: String?)
    }
}
