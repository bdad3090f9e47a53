/// Method and path to a route: 404 when no path fits, 405 with `Allow` when only the method does not.
package struct Router: Sendable {
    private let tree: RouteTree
    /// By path; each with its methods.
    private let paths: [[Route]]

    package enum Match: Sendable {
        case found(Route, PathCaptures)
        case methodNotAllowed(allow: [Method])
        case notFound
    }

    package init(routes: [Route]) {
        var tree = RouteTree()
        var paths: [[Route]] = []
        for route in routes {
            if let index = paths.firstIndex(where: { $0[0].template.text == route.template.text }) {
                paths[index].append(route)
            } else {
                tree.add(route.template, paths.count)
                paths.append([route])
            }
        }
        self.tree = tree
        self.paths = paths
    }

    /// HEAD falls to the GET route: the server leaves the body out (RFC 9110 section 9.3.2).
    package func match(_ request: Request) -> Match {
        let (bytes, range) = request.pathBytes
        var places = PathCaptures.Places()
        guard let path = tree.find(bytes, range, &places) else { return .notFound }
        guard let route = route(paths[path], request.method) else {
            return .methodNotAllowed(allow: allowed(paths[path]))
        }
        return .found(route, PathCaptures(names: route.template.names, bytes: bytes, places: places))
    }

    private func route(_ routes: [Route], _ method: Method) -> Route? {
        for route in routes where route.method == method { return route }
        guard method == .head else { return nil }
        return routes.first { $0.method == .get }
    }

    private func allowed(_ routes: [Route]) -> [Method] {
        let methods = routes.map(\.method)
        guard methods.contains(.get), !methods.contains(.head) else { return methods }
        return methods + [.head]
    }
}
