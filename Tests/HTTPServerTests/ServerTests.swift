// Loops and listeners: the port, draining, several loops.
import HTTP
import HTTPServer
import Linux
import Testing

@Suite("Server") struct ServerTests {
    @Test func `a taken port is an error that says so, also against ourselves`() throws {
        let first = try TestServer()
        let error = #expect(throws: SystemError.self) { try TestServer { $0.port = first.port } }
        #expect(error?.isAddressInUse == true)
    }

    @Test func `a port is free again after draining`() throws {
        let first = try TestServer()
        let client = try first.connect()
        try client.request("GET /hello/x")
        _ = try client.response()
        first.server.drain()
        first.server.wait()
        let second = try TestServer { $0.port = first.port }
        #expect(second.port == first.port)
    }

    @Test func `several loops serve one port`() throws {
        let server = try TestServer { $0.loops = 3 }
        #expect(server.server.remotes.count == 3)
        let clients = try (0..<20).map { _ in try server.connect() }
        for (index, client) in clients.enumerated() { try client.request("GET /hello/\(index)") }
        for (index, client) in clients.enumerated() {
            #expect(try client.response().text == "hello \(index)")
        }
    }

    @Test func `an answer under way is finished while draining, idle connections end`() throws {
        let held = Held()
        let server = try TestServer(lane: { held.add($0) })
        let idle = try server.connect()
        try idle.request("GET /hello/x")
        _ = try idle.response()
        let busy = try server.connect()
        try busy.request("GET /slow/x")
        let work = try held.wait()
        server.server.drain()
        #expect(try idle.read() == [])
        work()
        let response = try busy.response()
        #expect(response.text == "slow x")
        #expect(response.head.fields[.connection] == "close")
        #expect(try busy.read() == [])
        server.server.wait()
    }

    @Test func `draining is bounded`() throws {
        let held = Held()
        let server = try TestServer(
            lane: { held.add($0) }, configure: { $0.drainTimeout = .milliseconds(50) })
        let busy = try server.connect()
        try busy.request("GET /slow/x")
        let work = try held.wait()
        server.server.drain()
        server.server.wait()
        #expect(try busy.read() == [])
        work()
    }
}
