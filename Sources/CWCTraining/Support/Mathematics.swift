#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// The cosine of an angle in radians.
package func cosine(_ x: Double) -> Double { cos(x) }

/// `e^x`.
package func exponential(_ x: Double) -> Double { exp(x) }

/// A power.
package func raise(_ base: Double, to exponent: Double) -> Double { pow(base, exponent) }

/// PSNR of 8-bit samples; an error of zero counts as nearly zero.
package func decibels(meanSquaredError: Double) -> Double {
    10 * log10(255 * 255 / max(meanSquaredError, 1e-9))
}

/// The logarithm to the base e.
package func naturalLogarithm(_ x: Double) -> Double { log(x) }

/// The logarithm to the base 2.
package func logarithm2(_ x: Double) -> Double { log2(x) }

/// Seconds on a clock that only goes forward.
package func monotonicSeconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
}
