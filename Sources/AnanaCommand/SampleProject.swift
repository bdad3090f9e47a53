/// The sample project: written where its files are missing, so that the first run shows something real.
internal import Linux

enum SampleProject {
    enum Failure: Error, CustomStringConvertible {
        case notWritable(path: String, SystemError)

        var description: String {
            switch self {
            case .notWritable(let path, let error): "\(path): the sample can't be written here: \(error.reason)"
            }
        }
    }

    private static let files: [(name: String, content: [UInt8])] = [
        ("anana.yaml", PackageResources.anana_yaml),
        ("train.py", PackageResources.train_py),
        ("final.py", PackageResources.final_py),
        ("iris.csv", PackageResources.iris_csv),
    ]

    /// Never touches a file that is there: it may be somebody's work by now.
    static func write(to folder: String) throws(Failure) {
        do throws(SystemError) {
            try FileSystem.makeDirectories(folder, permissions: 0o755)
            for file in files where !FileSystem.exists(folder + "/" + file.name) {
                try AtomicFile.replace(
                    folder + "/" + file.name, with: file.content, durability: .none, permissions: 0o644)
            }
        } catch {
            throw .notWritable(path: folder, error)
        }
    }
}
