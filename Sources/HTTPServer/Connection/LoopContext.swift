/// What all connections of one loop share: buffers lent while bytes are in flight, the date, the services.
internal import HTTP
internal import Linux

final class LoopContext {
    let loop: EventLoop
    /// From 0.
    let number: Int
    let configuration: ServerConfiguration
    let services: ServerServices
    var isDraining = false

    /// Where all connections read into, one at a time.
    var input = [UInt8](repeating: 0, count: 64 * 1024)
    /// Where small chunks are gathered for one call to the kernel.
    var scratch: [UInt8] = []

    private var dateSecond: Int64 = 0
    private var dateText = ""

    init(loop: EventLoop, number: Int, configuration: ServerConfiguration, services: ServerServices) {
        self.loop = loop
        self.number = number
        self.configuration = configuration
        self.services = services
    }

    /// The Date field's value, made once a second.
    var date: String {
        let second = WallClock.milliseconds / 1000
        if second != dateSecond {
            dateSecond = second
            dateText = HTTPDate(secondsSince1970: second).description
        }
        return dateText
    }
}
