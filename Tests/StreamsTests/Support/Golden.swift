/// The frames that this room and the web page agree on, byte for byte, in Tests/Fixtures.
import Linux

enum Golden {
    /// The file's bytes without its last newline; empty where there is no such file.
    static func bytes(_ name: String) throws -> [UInt8] {
        try FileSystem.contents(folder + name + ".json")?.dropLast() ?? []
    }

    static func names(in folder: String) throws -> [String] {
        try FileSystem.list(self.folder + folder).map { String($0.dropLast(".json".count)) }
    }

    private static var folder: String {
        #filePath.split(separator: "/").dropLast(3).reduce("") { $0 + "/" + $1 } + "/Fixtures/"
    }
}
