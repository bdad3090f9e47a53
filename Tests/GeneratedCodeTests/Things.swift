/// Handlers for the document of the tests, as a person would write them.
import HTTP
import JSON
import Synchronization
@testable import GeneratedCode

final class Things: ThingsHandlers {
    let asked = Mutex<ListThings.Input?>(nil)

    func listThings(_ input: ListThings.Input) throws -> ListThings.Output {
        asked.withLock { $0 = input }
        if input.fields[.accept] == "text/csv" { return .okTextCsv(.bytes([0x61]), fields: Fields()) }
        return .ok([Thing(name: "n", order: .up)], link: "</things>", fields: Fields())
    }

    func createThing(_ input: CreateThing.Input) throws -> CreateThing.Output { .ok(["title": "thing"]) }

    func get(_ target: String, accept: String? = nil) -> Response {
        var request = Request(target: target)
        if let accept { request.fields.set(.accept, accept) }
        return respond(to: request)
    }

    func post(_ target: String, _ body: String) -> Response {
        var request = Request(method: .post, target: target, body: Array(body.utf8))
        request.fields.set(.contentType, "application/json")
        return respond(to: request)
    }

    private func respond(to request: Request) -> Response {
        let router = Router(routes: APIRoutes.all(things: self, report: { _, _ in }))
        guard case .found(let route, let captures) = router.match(request) else {
            return Response(status: .notFound)
        }
        return route.respond(request, captures)
    }
}
