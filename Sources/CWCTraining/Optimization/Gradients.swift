import CWCTorch

/// Runs the backward pass of `loss`. Where several processes train together, the gradients of
/// `parameters` are then those of the mean of all their losses.
///
/// Every optimizer steps behind this, so that clipping, and the skipping of a step whose gradient is
/// not finite, come out alike on every process.
func backward(_ loss: Tensor, to parameters: [Tensor]) throws(TorchError) {
    try loss.backward()
    try ProcessGroup.average(parameters.compactMap(\.gradient))
}
