/// The sample project: written whole, and never over somebody's work.
@testable import AnanaCommand
import Linux
import Project
import Testing
import TestSupport

@Suite struct SampleProjectTests {
    @Test func `it is a project that can be served`() throws {
        let folder = try TemporaryDirectory()
        try SampleProject.write(to: folder.path + "/deep/sample")
        #expect(try FileSystem.list(folder.path + "/deep/sample") == ["anana.yaml", "final.py", "iris.csv", "train.py"])
        let project = try ProjectConfiguration.load(folder: folder.path + "/deep/sample")
        #expect(!project.templates.isEmpty)
    }

    @Test func `a file that is there stays as it is`() throws {
        let folder = try TemporaryDirectory()
        try folder.write("mine", to: "train.py")
        try SampleProject.write(to: folder.path)
        #expect(try folder.read("train.py") == "mine")
        #expect(FileSystem.exists(folder.path + "/iris.csv"))
    }

    @Test func `a place that can't be written is said in one line`() throws {
        let folder = try TemporaryDirectory()
        try folder.write("a file", to: "x")
        #expect(throws: SampleProject.Failure.self) { try SampleProject.write(to: folder.path + "/x/y") }
        do throws(SampleProject.Failure) { try SampleProject.write(to: folder.path + "/x/y") } catch {
            #expect("\(error)" == "\(folder.path)/x/y: the sample can't be written here: Not a directory")
        }
    }
}
