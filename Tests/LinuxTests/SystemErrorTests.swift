import Glibc
import Linux
import Testing

@Suite("SystemError") struct SystemErrorTests {
    @Test func `it names the call, its object and the reason`() {
        let error = #expect(throws: SystemError.self) { _ = try FileDescriptor.open("/no/such", .read) }
        #expect(error?.description == "open /no/such: No such file or directory")
        #expect(error?.isMissing == true)
    }

    @Test(
        arguments: [
            (ENOENT, \SystemError.isMissing), (ENOTDIR, \.isMissing), (EEXIST, \.exists),
            (ENOSPC, \.isOutOfSpace),
            (EDQUOT, \.isOutOfSpace), (EADDRINUSE, \.isAddressInUse), (EPIPE, \.isDisconnected),
            (ECONNRESET, \.isDisconnected)
        ] as [(Int32, any KeyPath<SystemError, Bool> & Sendable)])
    func `an errno means what its name says, and nothing else`(
        code: Int32, means: any KeyPath<SystemError, Bool> & Sendable
    ) {
        let all: [KeyPath<SystemError, Bool>] = [
            \.isMissing, \.exists, \.isOutOfSpace, \.isAddressInUse,
            \.isDisconnected
        ]
        let error = SystemError(code: code, call: "call")
        #expect(all.filter { error[keyPath: $0] } == [means])
    }
}
