#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

func logTwo(_ x: Double) -> Double { log2(x) }
func powTwo(_ x: Double) -> Double { exp2(x) }
