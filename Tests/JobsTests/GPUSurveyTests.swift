@testable import Jobs
import Testing

@Suite("GPUSurvey") struct GPUSurveyTests {
    private func nvidia(_ processes: String = "", used: String = "3") -> GPUSurvey? {
        GPUSurvey(nvidiaDevices: "0, GPU-a, \(used), 81559\n1, GPU-b, 0, 81559\n", processes: processes)
    }

    @Test func `a GPU that nobody uses is to be had`() throws {
        #expect(try #require(nvidia()).obstacle(to: "GPU-a") == nil)
    }

    @Test func `a process on it is named, with what it takes`() throws {
        let survey = try #require(nvidia("41, GPU-a, 2048, python3, a.py\n42, GPU-a, [N/A], x\nx, GPU-b, 1, y\n"))
        #expect(
            survey.obstacle(to: "GPU-a")
                == "GPU-a is used by others: python3, a.py (pid 41, 2048 MiB), and 1 more")
        #expect(survey.obstacle(to: "GPU-b") == nil)
    }

    @Test func `memory that nobody owns up to says that it is used, more than an idle GPU needs`() throws {
        // A twentieth of it is more than 1 GiB.
        #expect(try #require(nvidia(used: "4077")).obstacle(to: "GPU-a") == nil)
        #expect(
            try #require(nvidia(used: "4078")).obstacle(to: "GPU-a")
                == "GPU-a is used by others: 4078 MiB are taken")
    }

    @Test func `one that is not listed any more is gone`() throws {
        #expect(try #require(nvidia()).obstacle(to: "GPU-c") == "GPU-c is gone")
        let none = try #require(GPUSurvey(nvidiaDevices: "No devices were found\n"))
        #expect(none.obstacle(to: "GPU-a") == "GPU-a is gone")
    }

    @Test(arguments: ["", "Failed to initialize NVML: Driver/library version mismatch\n", "{}"])
    func `what tells of no GPU at all tells nothing`(text: String) {
        #expect(GPUSurvey(nvidiaDevices: text) == nil)
    }

    @Test func `of AMD's the memory tells`() throws {
        let text = """
            {"card0": {"Unique ID": "0x1", "VRAM Total Memory (B)": "17163091968", "VRAM Total Used Memory (B)": "9000000000"},
             "card1": {"Unique ID": "0x2", "VRAM Total Memory (B)": "17163091968", "VRAM Total Used Memory (B)": "10850304"}}
            """
        let survey = try #require(GPUSurvey(amdDevices: text))
        #expect(survey.devices.map(\.id) == ["GPU-0000000000000001", "GPU-0000000000000002"])
        #expect(
            survey.obstacle(to: "GPU-0000000000000001")
                == "GPU-0000000000000001 is used by others: 8583 MiB are taken")
        #expect(survey.obstacle(to: "GPU-0000000000000002") == nil)
        #expect(GPUSurvey(amdDevices: "ERROR: no driver") == nil)
    }
}
