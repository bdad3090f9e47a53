// A server on a free port with the routes that the tests need; gone when the test ends.
import HTTP
import HTTPServer
import Linux
import Synchronization

final class TestServer: Sendable {
    let server: Server
    let port: UInt16
    let log: Log

    final class Log: Sendable {
        private let records = Mutex<[AccessRecord]>([])

        var all: [AccessRecord] { records.withLock { $0 } }

        func add(_ record: AccessRecord) { records.withLock { $0.append(record) } }
    }

    convenience init(
        _ routes: [Route] = [], _ configure: (inout ServerConfiguration) -> Void = { _ in }
    ) throws {
        try self.init(routes, lane: TestServer.thread, fallback: { _ in nil }, configure: configure)
    }

    init(
        _ routes: [Route] = [], lane: @escaping LaneRunner,
        fallback: @escaping @Sendable (Request) -> Response? = { _ in nil },
        configure: (inout ServerConfiguration) -> Void = { _ in }
    ) throws {
        var configuration = ServerConfiguration()
        configuration.port = 0
        configuration.loops = 1
        configuration.lingerTimeout = .seconds(5)
        configure(&configuration)
        let responder = Responder(router: Router(routes: TestServer.basics + routes), fallback: fallback)
        let log = Log()
        self.log = log
        server = Server(
            configuration: configuration,
            services: ServerServices(
                respond: { responder.answer($0) }, control: lane, worker: lane, log: { log.add($0) }))
        port = try server.start()
    }

    deinit {
        server.drain()
        server.wait()
    }

    func connect(receiveBuffer: Int32? = nil) throws -> WireClient {
        try WireClient(port: port, receiveBuffer: receiveBuffer)
    }

    /// A thread for each piece of work.
    static let thread: LaneRunner = { work in
        do {
            try Linux.Thread.start(name: "work", work)
            return true
        } catch {
            return false
        }
    }

    private static let basics = [
        Route(.get, PathTemplate("/hello/{name}")) { _, captures in
            Response(type: .plain, bytes: Array("hello \(captures["name"] ?? "")".utf8))
        },
        Route(.post, PathTemplate("/echo")) { request, _ in Response(type: .plain, bytes: request.body) },
        Route(.get, PathTemplate("/nothing")) { _, _ in Response(status: .noContent) },
        Route(.get, PathTemplate("/large")) { _, _ in
            Response(type: .octets, bytes: [UInt8](repeating: 0x61, count: 1_000_000))
        },
        Route(.get, PathTemplate("/slow/{name}"), lane: .worker) { _, captures in
            Response(type: .plain, bytes: Array("slow \(captures["name"] ?? "")".utf8))
        }
    ]
}
