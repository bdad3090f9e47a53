/// Method and path to a route: 404 when no path fits, 405 with `Allow` when only the method does not.
package struct Router: Sendable {
    /// By number of segments; within one number the more specific templates first.
    private let paths: [Int: [Path]]

    private struct Path: Sendable {
        let template: PathTemplate
        var routes: [Route]
    }

    package enum Match: Sendable {
        case found(Route, PathCaptures)
        case methodNotAllowed(allow: [Method])
        case notFound
    }

    package init(routes: [Route]) {
        var paths: [Path] = []
        for route in routes {
            if let index = paths.firstIndex(where: { $0.template.text == route.template.text }) {
                paths[index].routes.append(route)
            } else {
                paths.append(Path(template: route.template, routes: [route]))
            }
        }
        paths.sort { $0.template.isMoreSpecific(than: $1.template) }
        self.paths = Dictionary(grouping: paths) { $0.template.segments.count }
    }

    /// HEAD falls to the GET route: the server leaves the body out (RFC 9110 section 9.3.2).
    package func match(_ request: Request) -> Match {
        let segments = PathTemplate.split(request.path)
        for path in paths[segments.count] ?? [] {
            guard let captures = path.template.match(segments: segments) else { continue }
            if let route = path.routes.first(where: { $0.method == request.method }) {
                return .found(route, captures)
            }
            if request.method == .head, let route = path.routes.first(where: { $0.method == .get }) {
                return .found(route, captures)
            }
            return .methodNotAllowed(allow: allowed(path))
        }
        return .notFound
    }

    private func allowed(_ path: Path) -> [Method] {
        let methods = path.routes.map(\.method)
        guard methods.contains(.get), !methods.contains(.head) else { return methods }
        return methods + [.head]
    }
}
