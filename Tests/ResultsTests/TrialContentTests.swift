/// The shapes that trials come in, to parameters and metrics.
import JSON
import Testing

@testable import Results

@Suite struct TrialContentTests {
    private func content(_ json: String) throws -> TrialContent? {
        try LenientJSON.parse(Array(json.utf8)).objectValue.flatMap(TrialContent.init)
    }

    @Test func `the sample's own`() throws {
        let trial = try #require(
            try content(
                #"{"trial":3,"setting":{"learning_rate":0.1,"l2":1e-5,"batch_size":16},"epochs":60,"#
                    + #""loss":0.25,"accuracy":0.9,"seconds":1.5}"#))
        #expect(trial.number == 3 && trial.seconds == 1.5 && trial.state == nil)
        #expect(trial.parameters == ["learning_rate": 0.1, "l2": 1e-5, "batch_size": 16])
        #expect(trial.metrics == ["loss": 0.25, "accuracy": 0.9])
    }

    @Test func `Optuna's, as an object and as a row of its data frame`() throws {
        let frozen = try #require(
            try content(
                #"{"number":7,"state":"TrialState.COMPLETE","value":0.5,"params":{"lr":0.1,"opt":"adam"},"#
                    + #""user_attrs":{"acc":0.8,"note":"x"},"intermediate_values":{"1":0.9}}"#
            ))
        #expect(frozen.number == 7 && frozen.state == .complete)
        #expect(frozen.parameters == ["lr": 0.1, "opt": "adam"])
        #expect(frozen.metrics["value"] == 0.5 && frozen.metrics["acc"] == 0.8)
        let many = try content(#"{"number":1,"state":1,"values":[0.1,0.2],"params":{"a":1}}"#)
        #expect(many?.metrics == ["value_0": 0.1, "value_1": 0.2] && many?.state == .complete)
        let row = try content(
            #"{"number":0,"value":1.0,"params_lr":0.1,"user_attrs_f1":0.7,"state":"PRUNED"}"#)
        #expect(row?.parameters == ["lr": 0.1] && row?.metrics == ["value": 1.0, "f1": 0.7])
        #expect(row?.state == .pruned)
    }

    @Test func `a plain dictionary is told apart by its names`() throws {
        let trial = try #require(
            try content(#"{"lr":0.1,"layers":3,"val_loss":0.2,"test/acc":0.9,"name":"x"}"#))
        #expect(trial.parameters == ["lr": 0.1, "layers": 3, "name": "x"])
        #expect(trial.metrics == ["val_loss": 0.2, "test/acc": 0.9])
    }

    @Test func `beside metrics stand parameters, and what is nested is named by its way`() throws {
        let trial = try #require(
            try content(#"{"lr":0.1,"metrics":{"val":{"loss":0.2,"steps":[1,2]}},"config_file":"a"}"#))
        #expect(trial.parameters == ["lr": 0.1, "config_file": "a"] && trial.metrics == ["val.loss": 0.2])
        let nested = try content(#"{"config":{"model":{"depth":2},"lr":1},"test":{"loss":0.3}}"#)
        #expect(nested?.parameters == ["model.depth": 2, "lr": 1] && nested?.metrics == ["test.loss": 0.3])
    }

    @Test func `NaN and infinity are no numbers, and no end of the file`() throws {
        let trial = try content(
            #"{"params":{"a":"NaN or Infinity \" NaN"},"loss":NaN,"acc":-Infinity,"x":Infinity}"#)
        #expect(trial?.metrics == ["loss": nil, "acc": nil])
        #expect(trial?.parameters == ["a": "NaN or Infinity \" NaN"])
    }

    @Test(arguments: ["{}", #"{"trial":1}"#, #"{"trials":[]}"#, #"{"state":"running"}"#])
    func `what tells nothing is no trial`(json: String) throws {
        #expect(try content(json) == nil)
    }

    @Test(arguments: [
        (#""COMPLETE""#, Trial.State.complete), (#""FAIL""#, .failed), ("0", .running), ("4", .waiting),
        (#""Pruned""#, .pruned), (#""odd""#, .unknown), ("null", .unknown), ("99", .unknown),
    ])
    func `a state has many words`(json: String, state: Trial.State) throws {
        #expect(TrialContent.state(try JSONValue(parsing: Array(json.utf8))) == state)
    }

    @Test(arguments: [
        (#"[{"number":4,"lr":1,"loss":2},{"lr":2,"loss":1}]"#, ["4", "r1"]),
        (#"{"best":{"lr":1},"trials":[{"trial":1,"loss":2},{"trial":0,"loss":1}]}"#, ["1", "0"]),
        (#"{"trial_1":{"loss":1},"trial_2":{"loss":2}}"#, ["1", "2"]),
        (#"{"params":{"lr":1},"metrics":{"loss":2}}"#, ["r0"]), (#"[1,2]"#, []), (#""x""#, []),
    ])
    func `a list of results has many forms`(json: String, keys: [String]) throws {
        let value = try LenientJSON.parse(Array(json.utf8))
        #expect(TrialDocument(value, stem: "results").entries.map(\.key) == keys)
    }

    @Test(
        arguments: [
            ("trial_003", "3"), ("trial_best", "trial_best"), ("trial_12_final", "12"), ("trial_é", nil),
        ] as [(String, String?)])
    func `a file without a number is known by its name`(stem: String, key: String?) throws {
        let value = try LenientJSON.parse(Array(#"{"lr":1}"#.utf8))
        let found = try #require(TrialDocument(value, stem: stem).entries.first?.key)
        #expect(key.map { $0 == found } ?? found.utf8.allSatisfy { $0 < 0x80 })
    }
}
