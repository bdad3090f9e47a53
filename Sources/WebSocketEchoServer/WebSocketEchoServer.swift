/// Sends every message back: what conformance suites for WebSockets are pointed at (RFC 6455).
internal import Glibc
internal import HTTP
internal import HTTPServer
internal import Linux

@main
struct WebSocketEchoServer {
    static func main() {
        guard CommandLine.arguments.count == 2, let port = UInt16(CommandLine.arguments[1]) else {
            StandardError.write("usage: WebSocketEchoServer PORT    (0: any that is free)")
            exit(2)
        }
        let server = Server(configuration: configuration(port: port), services: services())
        do throws(SystemError) {
            print("ws://127.0.0.1:\(try server.start())/")
            fflush(nil)
        } catch {
            StandardError.write("WebSocketEchoServer: \(error)")
            exit(1)
        }
        server.wait()
    }

    private static func configuration(port: UInt16) -> ServerConfiguration {
        var configuration = ServerConfiguration()
        configuration.port = port
        configuration.maxMessageBytes = 64 * 1024 * 1024
        return configuration
    }

    private static func services() -> ServerServices {
        let none: LaneRunner = { _ in false }
        return ServerServices(
            respond: { _ in .response(Response(status: .switchingProtocols, body: .webSocket { Echo($0) })) },
            control: none, worker: none)
    }
}
