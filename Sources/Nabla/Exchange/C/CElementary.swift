/// Functions of C files that stand for those of `<math.h>` where the compiler is told so: the vector kernels' own, on machines
/// without a fused multiply-add, so that they have the bits of those of level 0 on x86-64.
///
/// Branch-free functions of numbers become vector code in the loops over units that call them, which calls of a library do not.
enum CElementary {
  /// What these are called in `<math.h>`, in double precision.
  static let names = ["exp", "expm1", "log", "log1p", "tanh", "erf"]

  /// The declarations that a file with these functions needs, in an order in which it can have them.
  ///
  /// - Complexity: O(parts²) searches of short texts.
  static func declarations(of names: [String], isSingle: Bool) -> [String] {
    let parts = ((isSingle ? single : double) + "\n\n" + functions).split(separator: "\n\n").map { part in
      let lines = part.split(separator: "\n", maxSplits: 1, omittingEmptySubsequences: true)
      return (name: String(lines[0]), text: String(lines[1]))
    }
    return needed(of: parts, by: names.map { "@\($0)(" }.joined())
  }

  /// The texts of the parts that some code calls, and that these call; each stands behind what it calls.
  static func needed(of parts: [(name: String, text: String)], by code: String) -> [String] {
    var (seen, needed) = (code, [String]())
    for part in parts.reversed() where calls(seen, part.name) {
      needed.insert(part.text, at: 0)
      seen += part.text
    }
    return needed
  }

  /// Whether the text has this name as a whole word.
  static func calls(_ text: String, _ name: String) -> Bool {
    let parts = text.split(separator: name, omittingEmptySubsequences: false).dropFirst()
    return parts.contains { part in !(part.first.map { $0.isLetter || $0.isNumber || $0 == "_" } ?? false) }
  }
}

extension CNetwork {
  /// The functions among those of `CElementary` that the file calls.
  var elementaryFunctions: [String] {
    let code = helpers.joined(separator: "\n")
    return CElementary.names.filter { CElementary.calls(code, $0 + "_") }
  }

  /// The name of the macro that chooses the functions of the file's own.
  var fastName: String { source.prefix.uppercased() + "FAST" }

  /// What the head of the file says of them.
  mutating func putFastComment() {
    let names = elementaryFunctions.map(source.library)
    guard let last = names.last else { return }
    let list =
      names.count == 1
      ? "\(last) is a function" : "\(names.dropLast().joined(separator: ", ")) and \(last) are functions"
    source.put(
      """
       * With \(fastName) defined, \(list) of this file and not of <math.h>, within 2 units in the last
       * place, which compilers make vector code of: faster, and, without contraction, with the same bits by every compiler.
       *
      """)
  }

  /// The functions, or names for those of `<math.h>`.
  mutating func putElementary() {
    source.put(
      """
      /* What is called in a loop over units becomes part of it. */
      #ifdef __GNUC__
      #define @INLINE static inline __attribute__((always_inline))
      #else
      #define @INLINE static inline
      #endif

      """)
    let names = elementaryFunctions
    guard !names.isEmpty else { return }
    let own = source.prefix.uppercased() + "OWN_FUNCTIONS"
    // Where that is 1, floats become doubles.
    let precision =
      Scalar.self == Float.self ? "FLT_EVAL_METHOD == 0" : "(FLT_EVAL_METHOD == 0 || FLT_EVAL_METHOD == 1)"
    source.put(
      """
      #ifdef \(fastName)
      #include <float.h>
      /* They need IEEE numbers, evaluated in their own precision and in the order of the text. */
      #if FLT_MANT_DIG == 24 && DBL_MANT_DIG == 53 && \(precision) && !defined(__FAST_MATH__)
      #define \(own)
      #endif
      #endif

      #ifdef \(own)
      #include <stdint.h>
      #include <string.h>

      #if defined(__GNUC__) && !defined(__clang__)
      /* A comparison that may trap is a branch, which keeps a loop from vector code. No value depends on this. */
      #pragma GCC push_options
      #pragma GCC optimize("no-trapping-math")
      #endif

      /* ULP is a unit in the last place, u half of that of 1. */

      """)
    for text in CElementary.declarations(of: names, isSingle: Scalar.self == Float.self) { source.put(text + "\n") }
    source.put("#else\n" + names.map { "#define @\($0) \(source.library($0))\n" }.joined() + "#endif /* \(own) */\n")
  }

  /// The end of what `putElementary` asks of the compiler.
  mutating func putElementaryEnd() {
    guard !elementaryFunctions.isEmpty else { return }
    source.put(
      """
      #if defined(\(source.prefix.uppercased())OWN_FUNCTIONS) && defined(__GNUC__) && !defined(__clang__)
      #pragma GCC pop_options
      #endif

      """)
  }
}
