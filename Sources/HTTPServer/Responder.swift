/// The order in which a request is looked at: routes, fallback.
package import HTTP

package struct Responder: Sendable {
    private let router: Router
    private let fallback: @Sendable (Request) -> Response?

    /// - Parameter fallback: for paths that no route has, such as static files; nil means 404.
    package init(router: Router, fallback: @escaping @Sendable (Request) -> Response? = { _ in nil }) {
        self.router = router
        self.fallback = fallback
    }

    package func answer(_ request: Request) -> Answer {
        switch router.match(request) {
        case .found(let route, let captures) where route.lane == .loop:
            return .response(route.respond(request, captures))
        case .found(let route, let captures):
            return .work(route.lane) { route.respond(request, captures) }
        case .methodNotAllowed(let methods) where request.method == .options:
            return .response(Responder.options(methods + [.options]))
        case .notFound where request.method == .options && request.path == "*":
            // Of the server as a whole (RFC 9110 section 9.3.7).
            return .response(Responder.options(Method.known.filter { $0 != .trace && $0 != .query }))
        case .methodNotAllowed(let methods):
            let allowed = methods.map(\.rawValue).joined(separator: ", ")
            let detail = "\(request.method) is not among the methods of this path: \(allowed)."
            return .response(
                ProblemResponse.make(.methodNotAllowed, detail: detail, fields: [.allow: allowed]))
        case .notFound:
            let missing = "There is nothing at this path."
            return .response(fallback(request) ?? ProblemResponse.make(.notFound, detail: missing))
        }
    }

    private static func options(_ methods: [Method]) -> Response {
        Response(status: .noContent, fields: [.allow: methods.map(\.rawValue).joined(separator: ", ")])
    }
}
