extension Float {
  /// The number with these bits in half precision (binary16 of IEEE 754), which single precision has exactly.
  init(half bits: UInt16) {
    let (sign, exponent, fraction) = (UInt32(bits & 0x8000) << 16, bits >> 10 & 0x1F, UInt32(bits & 0x3FF))
    switch exponent {
    case 0:
      let magnitude = Float(fraction) * 0x1p-24
      self = sign == 0 ? magnitude : -magnitude
    case 0x1F: self = Float(bitPattern: sign | 0x7F80_0000 | fraction << 13)
    default: self = Float(bitPattern: sign | (UInt32(exponent) + 112) << 23 | fraction << 13)
    }
  }
}
