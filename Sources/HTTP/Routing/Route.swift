/// One operation: which requests it answers, where it runs, and how.
package struct Route: Sendable {
    package let method: Method
    package let template: PathTemplate
    package let lane: Lane
    package let respond: @Sendable (Request, PathCaptures) -> Response

    package init(
        _ method: Method, _ template: PathTemplate, lane: Lane = .loop,
        respond: @escaping @Sendable (Request, PathCaptures) -> Response
    ) {
        self.method = method
        self.template = template
        self.lane = lane
        self.respond = respond
    }
}
