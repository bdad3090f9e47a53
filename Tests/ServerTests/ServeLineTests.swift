/// The command line of `anana serve`.
@testable import AnanaCommand
import AnanaServer
import HTTPServer
import Testing

@Suite struct ServeLineTests {
    private func fault(_ words: String...) -> String? {
        do {
            _ = try ServeLine(words)
            return nil
        } catch { return "\(error)" }
    }

    @Test func `no words serve the working directory`() throws {
        let line = try ServeLine([])
        #expect(line.options.folder == "." && !line.wantsSample && !line.wantsHelp)
        #expect(line.options.engine.host == "127.0.0.1" && line.options.engine.port == 8080)
    }

    @Test(arguments: [
        (["projects/a"], "projects/a"), (["--port", "1", "a"], "a"), (["a", "--port", "1"], "a"),
        (["--", "--odd"], "--odd"),
        (["--port=1", "--", "a"], "a"), ([""], ""),
    ])
    func `a word that is no option is the folder`(words: [String], folder: String) throws {
        #expect(try ServeLine(words).options.folder == folder)
    }

    @Test func `the sample has a folder of its own, unless one is named`() throws {
        #expect(try ServeLine(["--sample"]).options.folder == ".anana-sample")
        let named = try ServeLine(["--sample", "there"])
        #expect(named.wantsSample && named.options.folder == "there")
    }

    @Test(arguments: ["--help", "-h"])
    func `help is asked for in two ways`(word: String) throws {
        #expect(try ServeLine([word]).wantsHelp)
    }

    @Test func `a value may stand after a space or an equals sign`() throws {
        #expect(try ServeLine(["--port", "9000"]).options.engine.port == 9000)
        #expect(try ServeLine(["--port=9000"]).options.engine.port == 9000)
        #expect(try ServeLine(["--pid-file=a=b"]).options.pidFile == "a=b")
    }

    @Test func `the last of two counts`() throws {
        #expect(try ServeLine(["--port", "1", "--port", "2"]).options.engine.port == 2)
    }

    @Test func `what makes no sense is said with what would`() {
        #expect(fault("--prot", "1") == "there is no option '--prot'; --help lists them")
        #expect(fault("--prot=1") == "there is no option '--prot'; --help lists them")
        #expect(fault("-x") == "there is no option '-x'; --help lists them")
        #expect(fault("-") == "there is no option '-'; --help lists them")
        #expect(fault("--port") == "--port takes a number from 0 to 65535")
        #expect(fault("--port", "--sample") == "--port takes a number from 0 to 65535, not '--sample'")
        #expect(fault("--port=") == "--port takes a number from 0 to 65535, not ''")
        #expect(fault("a", "b") == "'b': only one folder can be served")
        #expect(fault("a", "--", "--port") == "'--port': only one folder can be served")
    }

    @Test func `the help names every option`() {
        for option in ServeOption.all {
            #expect(ServeLine.help.contains("  \(option.name) \(option.value ?? "")"))
        }
        #expect(ServeLine.help.contains("--sample") && ServeLine.help.contains("--help"))
    }
}
