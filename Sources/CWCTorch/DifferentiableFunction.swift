internal import CTorchShim

/// A function of one tensor with a backward pass of its own.
///
/// The seed's binarizer and mask are step functions; what makes them trainable is a gradient that
/// is not theirs. Such a function states both passes, and ``callAsFunction(_:)`` puts it into the
/// graph.
public protocol DifferentiableFunction {
    /// The value at `input`. Runs without recording.
    func forward(_ input: Tensor) throws(TorchError) -> Tensor

    /// The gradient with respect to `input`, given that with respect to the output.
    func backward(_ gradient: Tensor, at input: Tensor) throws(TorchError) -> Tensor
}

extension DifferentiableFunction {
    /// Applies the function so that gradients go through its own backward pass.
    public func callAsFunction(_ input: Tensor) throws(TorchError) -> Tensor {
        let (output, saved) = try Torch.withoutGradient { () throws(TorchError) in
            (try forward(input), try input.detached())
        }
        let context = BackwardContext { (gradient) throws(TorchError) in
            try Torch.withoutGradient { () throws(TorchError) in
                try backward(gradient, at: saved)
            }
        }
        let result = Torch.api.attach_backward(
            input.handle, output.handle,
            { context, gradient in
                guard let context, let gradient else { return nil }
                let body = Unmanaged<BackwardContext>.fromOpaque(context).takeUnretainedValue()
                return body.run(gradient)
            },
            Unmanaged.passRetained(context).toOpaque(),
            { context in
                guard let context else { return }
                Unmanaged<BackwardContext>.fromOpaque(context).release()
            })
        guard let result else { throw Torch.lastError }
        return Tensor(owning: result)
    }
}

/// Keeps a backward pass and what it saved alive for as long as the graph.
private final class BackwardContext {
    let body: (Tensor) throws(TorchError) -> Tensor

    init(_ body: @escaping (Tensor) throws(TorchError) -> Tensor) { self.body = body }

    /// The gradient's handle is borrowed; the result's is given away.
    func run(_ gradient: cwct_tensor) -> cwct_tensor? {
        guard let own = Torch.api.retain(gradient) else { return nil }
        let result = try? body(Tensor(owning: own))
        return result.flatMap { Torch.api.retain($0.handle) }
    }
}
