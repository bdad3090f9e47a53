/// Addresses, loops, limits and timeouts of a server; each with the default that design.md and openapi.yaml
/// promise.
internal import Glibc
package import HTTP

package struct ServerConfiguration: Sendable {
    /// An address in numbers.
    package var host = "127.0.0.1"
    /// 0 takes any free port; `Server.start` tells which.
    package var port: UInt16 = 8080
    /// Event loops, each with a thread and a listener of its own.
    package var loops = ServerConfiguration.cores
    /// Over all loops. At the limit nothing is accepted until a connection ends; new ones wait in the kernel.
    package var maxConnections = 10_000
    /// From one address; more get 429 and are closed.
    package var maxConnectionsPerClient = 256
    /// Streams and WebSockets to one address; more get 429.
    package var maxStreamsPerClient = 64
    /// Clients on this machine are not counted: a proxy's are all of one address, and a browser's tabs too.
    package var sparesLoopback = true
    package var limits = Limits()

    /// From the first byte of a request to the end of its head; then 408.
    package var headTimeout = Duration.seconds(10)
    /// From the end of the head to the end of the body; then 408.
    package var bodyTimeout = Duration.seconds(30)
    /// Without a request under way; then the connection is closed without a word.
    package var idleTimeout = Duration.seconds(75)
    /// With bytes owed and not one of them taken; then the connection is cut.
    package var writeStallTimeout = Duration.seconds(30)
    /// How long a closed connection's last answer may take to be read before the socket goes.
    package var lingerTimeout = Duration.seconds(2)
    /// How long `Server.drain` waits for answers under way and for streams to say goodbye.
    package var drainTimeout = Duration.seconds(10)

    /// Bytes in memory owed to one peer above which its source is told to wait and its requests are not read.
    package var highWaterMark = 256 * 1024

    /// Bytes of a stream that the kernel takes before it can send them; the rest waits in memory that readers
    /// share.
    package var maxUnsentBytes = 128 * 1024

    package var pingInterval = Duration.seconds(20)
    /// How long a WebSocket peer may take to answer a close frame.
    package var closeTimeout = Duration.seconds(5)
    /// Bytes of one message from a WebSocket peer; more closes with 1009.
    package var maxMessageBytes = 64 * 1024

    package init() {}

    /// Takes no more connections than the process's descriptors allow, and leaves a quarter of them (64 at
    /// least, 1024 at most) to files: what connections eat up, logs and jobs would lack.
    /// - Parameter descriptors: RLIMIT_NOFILE (getrlimit(2)).
    package mutating func fit(descriptors: UInt64) {
        let all = Int(clamping: descriptors)
        let files = min(1024, max(64, all / 4))
        maxConnections = min(maxConnections, max(all - files, all / 4))
    }

    private static var cores: Int {
        max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))
    }
}
