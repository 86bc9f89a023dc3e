import CWCImageIO
import CWCTestSupport
import Testing

@testable import CWCTraining

extension TorchTests {
    /// `cwc-train optimizer` from end to end, on quadratics.
    @Suite struct OptimizerCommandTests {
        private let tool: TrainTool

        init() throws {
            tool = try TrainTool()
            try write(#"{"kind": "quadratic", "dimensions": 3}"#, "p.json")
            try write(
                """
                {"optimizer": {"units": 4}, "problem": {"kind": "quadratic", "dimensions": 3},
                 "training": {"updates": 10, "instances": 4, "horizon": 10, "unroll": 5,
                              "evaluate_every": 5, "evaluation_instances": 4}}
                """, "q.json")
        }

        private func write(_ text: String, _ name: String) throws {
            try writeFile(Array(text.utf8), to: tool.folder[name])
        }

        @Test func trainEvaluateReport() throws {
            defer { _ = try? tool.shell("rm -r o", []) }
            let train = ["optimizer", "train", "q.json", "-o", "o", "--seeds", "1", "2"]
            let first = try tool(train)
            #expect(first.status == 0, "\(first.errors)")
            let log = try tool.folder.table("o/q-2/evaluations.tsv")
            #expect(log.map(\.[0]) == ["update", "0", "5", "10"])
            // What is done stays as it is; what is longer goes on.
            #expect(try tool(train).errors == "o/q-1 is done\no/q-2 is done\n")
            let more = try tool(train + ["--updates", "12"])
            #expect(more.errors.hasPrefix("q: continuing from update 10\n"), "\(more.errors)")

            let evaluation = try tool(
                "optimizer", "evaluate", "p.json", "-o", "t.tsv", "--learned", "o/q-1", "o/q-2",
                "--classic", "--tuning", "u.tsv", "--steps", "10", "--horizon", "10",
                "--instances", "3")
            #expect(evaluation.status == 0, "\(evaluation.errors)")
            let rows = try tool.folder.table("t.tsv").dropFirst()
            #expect(
                Set(rows.map(\.[1])) == ["q", "sgd", "nag", "rmsprop", "adam", "l-bfgs"])
            // All begin alike.
            let starts = rows.filter { $0[4] == "0" }
            #expect(starts.count == 7 && Set(starts.map(\.[5])).count == 1)
            #expect(try tool.folder.table("u.tsv").count == 1 + 4 * 10)

            let report = try tool(
                "optimizer", "report", "t.tsv", "--steps", "5", "10", "--problem", "p", "--curves",
                "c.svg", "--training", "o/q-1", "o/q-2", "--training-curves", "d.svg")
            #expect(report.status == 0, "\(report.errors)")
            #expect(report.output.contains("| q | – | 2 | "))
            #expect(fileExists(tool.folder["c.svg"]) && fileExists(tool.folder["d.svg"]))
        }

        @Test(arguments: [
            (["train", "none.json", "-o", "o"], "none.json: "),
            (["evaluate", "q.json", "-o", "t.tsv"], "q.json: 'kind' is missing"),
            (["evaluate", "p.json", "-o", "t.tsv", "--learned", "1.png"], "1.png/optimizer"),
            (["report", "p.json"], "p.json: no results"),
        ])
        func failures(arguments: [String], message: String) throws {
            let result = try tool(["optimizer"] + arguments)
            #expect(result.status == 1)
            #expect(result.lastError.contains(message), "\(result.errors)")
            #expect(!fileExists(tool.folder["t.tsv"]))
        }
    }
}
