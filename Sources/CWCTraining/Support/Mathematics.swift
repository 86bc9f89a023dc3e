#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

package func cosine(_ x: Double) -> Double { cos(x) }
package func exponential(_ x: Double) -> Double { exp(x) }
package func raise(_ base: Double, to exponent: Double) -> Double { pow(base, exponent) }
package func decibels(meanSquaredError: Double) -> Double {
    10 * log10(255 * 255 / max(meanSquaredError, 1e-9))
}

package func naturalLogarithm(_ x: Double) -> Double { log(x) }
package func logarithm2(_ x: Double) -> Double { log2(x) }

/// Seconds on a clock that only goes forward.
package func monotonicSeconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
}
