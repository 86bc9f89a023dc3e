import CWCTorch
import CWCTraining
import Testing

extension TorchTests {
    @Suite struct SafeTensorsTests {
        private func sample() throws -> SafeTensors {
            SafeTensors(
                [
                    ("a \"quoted\" name", try Tensor([1, 2, 3, 4, 5, 6], shape: [2, 3])),
                    ("bytes", try Tensor([7, 8, 9] as [UInt8], shape: [3, 1])),
                    ("half", try Tensor([0.5, -2] as [Float]).to(.bfloat16)),
                    ("turned", try Tensor([1, 2, 3, 4], shape: [2, 2]).permuted([1, 0])),
                    ("empty", try Tensor([Float](), shape: [0, 3])),
                    ("last", try Tensor([1e9] as [Float]).to(.double)),
                ], metadata: [("step", "12"), ("note", "line\nbreak")])
        }

        /// A file with this header and so many zeros behind it.
        private func file(_ header: String, dataCount: Int = 0) -> [UInt8] {
            let bytes = Array(header.utf8)
            return [UInt8(bytes.count & 0xFF), UInt8(bytes.count >> 8), 0, 0, 0, 0, 0, 0] + bytes
                + [UInt8](repeating: 0, count: dataCount)
        }

        @Test func roundTrip() throws {
            let original = try sample()
            let bytes = try original.serialized()
            let read = try SafeTensors(parsing: bytes)
            #expect(read.tensors.map(\.name) == original.tensors.map(\.name))
            for (a, b) in zip(read.tensors, original.tensors) {
                #expect(a.tensor.type == b.tensor.type)
                #expect(a.tensor.shape == b.tensor.shape)
                #expect(try a.tensor.bytes() == b.tensor.bytes())
            }
            #expect(read.note("step") == "12")
            #expect(read.note("note") == "line\nbreak")
            #expect(read.note("none") == nil)
            #expect(read["none"] == nil)
            #expect(try read["bytes"]?.bytes() == [7, 8, 9])
            #expect(try read.serialized() == bytes)
        }

        /// The layout as other readers of safetensors expect it.
        @Test func layout() throws {
            let bytes = try SafeTensors([("x", Tensor([1] as [Float]))]).serialized()
            let header = "{\"x\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}"
            let padding = String(repeating: " ", count: (8 - header.utf8.count % 8) % 8)
            #expect(bytes == file(header + padding) + [0, 0, 0x80, 0x3F])
        }

        @Test func everyTruncationIsRefused() throws {
            let bytes = try sample().serialized()
            for length in bytes.indices {
                #expect(throws: TorchError.self, "\(length) bytes") {
                    try SafeTensors(parsing: Array(bytes[..<length]))
                }
            }
        }

        @Test func headersThatAreWrong() {
            func expect(_ bytes: [UInt8], _ message: String) {
                #expect(throws: TorchError("safetensors: \(message)")) {
                    try SafeTensors(parsing: bytes)
                }
            }
            expect([1, 2, 3], "shorter than its length")
            expect([UInt8](repeating: 0xFF, count: 64), "the header is cut off")
            expect(file("[]"), "the header is no object")
            expect(file("{\"x\":}"), "header, byte 5: a value expected")
            expect(
                file(
                    "{\"x\":{\"dtype\":\"F99\",\"shape\":[1],\"data_offsets\":[0,4]}}", dataCount: 4
                ),
                "'x' has the unknown element type 'F99'")
            for description in [
                "{}", "3", "{\"dtype\":\"F32\",\"shape\":[1]}",
                "{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4,8]}",
                "{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,0]}",
                "{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[-4,0]}",
                "{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0.5,4]}",
                "{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[8,12]}",
                "{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,1e300]}",
                "{\"dtype\":\"F32\",\"shape\":[-1],\"data_offsets\":[0,4]}",
                "{\"dtype\":\"F32\",\"shape\":[1.5],\"data_offsets\":[0,4]}",
            ] {
                expect(file("{\"x\":\(description)}", dataCount: 8), "'x' has a bad description")
            }
        }

        @Test func shapesThatDoNotFitTheirBytes() {
            for shape in ["[2]", "[0]", "[3,0]", "[1,1,2]"] {
                let header = "{\"x\":{\"dtype\":\"F32\",\"shape\":\(shape),\"data_offsets\":[0,4]}}"
                #expect(throws: TorchError.self, "\(shape)") {
                    try SafeTensors(parsing: file(header, dataCount: 4))
                }
            }
        }
    }
}
