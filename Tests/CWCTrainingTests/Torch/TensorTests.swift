import CWCTorch
import Testing

extension TorchTests {
    @Suite struct TensorTests {
        @Test func floatsComeBack() throws {
            let values: [Float] = [
                0, -0.0, 1.5, -.infinity, .greatestFiniteMagnitude, .leastNonzeroMagnitude,
            ]
            let tensor = try Tensor(values, shape: [2, 3])
            #expect(tensor.shape == [2, 3])
            #expect(tensor.strides == [3, 1])
            #expect(tensor.count == 6)
            #expect(tensor.type == .float)
            #expect(try tensor.floats().map(\.bitPattern) == values.map(\.bitPattern))
        }

        @Test(arguments: [
            ScalarType.uint8, .int8, .int16, .int32, .int64, .float, .double, .bfloat16,
        ])
        func bytesComeBack(type: ScalarType) throws {
            let bytes = (0..<UInt8(6 * type.byteCount)).map { $0 &* 37 }
            let tensor = try bytes.withUnsafeBytes { try Tensor(bytes: $0, type, shape: [3, 2]) }
            #expect(tensor.type == type)
            #expect(try tensor.bytes() == bytes)
        }

        @Test func elementsAreRowMajorWhateverTheOrderInMemory() throws {
            let tensor = try Tensor([1, 2, 3, 4, 5, 6], shape: [2, 3]).permuted([1, 0])
            #expect(tensor.shape == [3, 2])
            #expect(tensor.strides == [1, 3])
            #expect(try tensor.floats() == [1, 4, 2, 5, 3, 6])
        }

        @Test func emptyTensors() throws {
            let tensor = try Tensor([Float](), shape: [0, 4])
            #expect(tensor.count == 0)
            #expect(try tensor.floats() == [])
        }

        @Test func scalars() throws {
            #expect(try Tensor([Float(2.5)]).scalar() == 2.5)
            #expect(try Tensor([1, 2, 3] as [Float]).sum().scalar() == 6)
        }

        @Test func channelsLastKeepsIndices() throws {
            let values = (0..<24).map(Float.init)
            let tensor = try Tensor(values, shape: [1, 2, 3, 4]).channelsLast()
            #expect(tensor.strides == [24, 1, 8, 2])
            #expect(try tensor.floats() == values)
        }
    }

    @Suite struct ErrorTests {
        @Test func wrongNumberOfBytes() {
            #expect(throws: TorchError("a tensor of 8 bytes given 12")) {
                try Tensor([1, 2, 3] as [Float], shape: [2])
            }
        }

        @Test func operatorsThatDoNotExist() throws {
            let x = try Tensor([1, 2] as [Float])
            let error = #expect(throws: TorchError.self) { try x.apply("no_such_operator") }
            #expect(error?.description.contains("aten::no_such_operator") == true)
            let overload = #expect(throws: TorchError.self) { try x.apply("add", "NoSuch") }
            #expect(overload?.description.contains("NoSuch") == true)
        }

        @Test func shapesThatDoNotFit() throws {
            let a = try Tensor([Float](repeating: 1, count: 6), shape: [2, 3])
            let error = #expect(throws: TorchError.self) { try a.multiplied(a) }
            #expect(error?.description.contains("2x3 and 2x3") == true)
            #expect(throws: TorchError.self) { try a.reshaped([7]) }
            #expect(throws: TorchError.self) { try a.pixelShuffled(2) }
        }

        @Test func wrongNumberOfArguments() throws {
            let x = try Tensor([1, 2] as [Float])
            #expect(throws: TorchError("aten::relu takes at most 1 arguments, 2 given")) {
                try x.apply("relu", "", .number(1))
            }
            #expect(throws: TorchError("aten::add needs an argument 'other'")) {
                try x.apply("add", "Tensor")
            }
        }

        @Test func backwardNeedsOneElement() throws {
            let x = try Tensor([1, 2] as [Float])
            try x.requireGradient()
            #expect(throws: TorchError.self) { try (x * 2).backward() }
            #expect(x.gradient == nil)
        }

        @Test func onlyTheFirstLineIsKept() {
            #expect(TorchError("what\nwhere\nwhen").description == "what")
        }

        /// The switch is on again after an error, or nothing would ever be trained again.
        @Test func recordingGoesOnAfterAnError() throws {
            let x = try Tensor([3] as [Float])
            try x.requireGradient()
            #expect(throws: TorchError("stop")) {
                try Torch.withoutGradient { () throws(TorchError) in throw TorchError("stop") }
            }
            try (x * x).sum().backward()
            #expect(try x.gradient?.floats() == [6])
        }

        @Test func backwardPassesThatFail() throws {
            struct Failing: DifferentiableFunction {
                func forward(_ input: Tensor) throws(TorchError) -> Tensor { try input * 2 }
                func backward(
                    _ gradient: Tensor, at input: Tensor
                ) throws(TorchError) -> Tensor { throw TorchError("never") }
            }
            let x = try Tensor([1, 2] as [Float])
            try x.requireGradient()
            let y = try Failing()(x)
            #expect(try y.floats() == [2, 4])
            let error = #expect(throws: TorchError.self) { try y.sum().backward() }
            #expect(error?.description.contains("a backward pass written in Swift failed") == true)
            #expect(x.gradient == nil)
        }

        @Test func missingShim() {
            // One is loaded already, and loading again does nothing.
            #expect(throws: Never.self) { try Torch.load(path: "/nowhere/libcwctorch.so") }
        }
    }
}
