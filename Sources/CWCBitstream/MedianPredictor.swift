/// The median predictor of JPEG-LS: the median of left, above, and their plane
/// `left + above − aboveLeft`. That is a neighbour where there is an edge, else a linear continuation;
/// it is never outside the range of the neighbours. Spec entropy §5.
@inlinable @inline(__always)
public func medianPrediction<Number: FixedWidthInteger>(
    left: Number, above: Number, aboveLeft: Number
) -> Number {
    let (low, high) = (min(left, above), max(left, above))
    if aboveLeft >= high { return low }
    if aboveLeft <= low { return high }
    return low &+ (high &- aboveLeft)
}
