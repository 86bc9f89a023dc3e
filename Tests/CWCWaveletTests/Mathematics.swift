#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

func logTwo(_ x: Double) -> Double { log2(x) }
