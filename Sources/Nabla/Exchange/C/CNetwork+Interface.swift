extension CNetwork {
  /// The comment at the head and what other files see.
  mutating func putInterface() {
    let guardName = source.prefix.uppercased()
    source.putText(
      "/* A feed-forward network of \(inputs) inputs and \(outputs) outputs, and its derivatives; written by Nabla.\n")
    source.put(
      """
       *
       * C99, with nothing but <math.h> and no heap; the functions have no state and may run at the same time.
       * All numbers are of the type \(source.type). Compiled without contraction (-ffp-contract=off), the numbers are those of
       * Nabla's reference backend, bit for bit, where the functions of <math.h> are those that Nabla was run with.
       *
      """)
    putFastComment()
    source.put(
      """
       * With \(guardName)INTERFACE defined, as in
       *
       *   #define \(guardName)INTERFACE
       *   #include "this file"
       *
       * the file is its own header. With \(guardName)MAIN defined it is a program that tests itself.
       *
      """)
    if let names = model.featureNames {
      source.putText(" * Inputs:\n")
      for (i, name) in names.enumerated() { source.putText(" *   x[\(i)]  \(CSource.comment(name))\n") }
    }
    let outputNames = model.classNames.flatMap { $0.count == outputs ? $0 : nil } ?? model.targetNames
    if let outputNames, outputNames.count == outputs {
      source.putText(" * Outputs:\n")
      for (k, name) in outputNames.enumerated() { source.putText(" *   y[\(k)]  \(CSource.comment(name))\n") }
    }
    if let heads = architecture.likelihood.heads, let ranges = architecture.likelihood.headRanges {
      source.putText(" * Heads, each with its outputs:\n")
      for (head, range) in zip(heads, ranges) {
        let places = "y[\(range.outputs.lowerBound)] to y[\(range.outputs.upperBound - 1)]"
        source.putText(" *   \(places)  \(CSource.comment(head.likelihood.name))\n")
      }
    }
    source.putText(" * Likelihood: \(CSource.comment(architecture.likelihood.name)).\n")
    for (name, note) in model.notes.sorted(by: { $0.key < $1.key }) {
      source.putText(" * \(CSource.comment(name)): \(CSource.comment(note))\n")
    }
    let (d, K) = (inputs, outputs)
    source.put(
      """
       */
      #ifndef \(guardName)H
      #define \(guardName)H

      #ifdef __cplusplus
      extern "C" {
      #endif

      #define \(guardName)INPUTS \(d)
      #define \(guardName)OUTPUTS \(K)

      /* y(x): K outputs for d inputs as they come. */
      void @predict(const real x[\(d)], real y[\(K)]);

      /* The Jacobian, K rows of d numbers: j[k * d + i] is the derivative of y[k] along x[i]. */
      void @jacobian(const real x[\(d)], real j[\(K * d)]);

      /* The derivative of y along v, that is the Jacobian times v: K numbers. */
      void @jvp(const real x[\(d)], const real v[\(d)], real product[\(K)]);

      /* The gradient of the sum of u[k] y[k], that is u times the Jacobian: d numbers. */
      void @vjp(const real x[\(d)], const real u[\(K)], real product[\(d)]);

      /* The Hessian of the sum of u[k] y[k], d rows of d numbers. */
      void @hessian(const real x[\(d)], const real u[\(K)], real h[\(d * d)]);

      /* That Hessian times v: d numbers. */
      void @hvp(const real x[\(d)], const real u[\(K)], const real v[\(d)], real product[\(d)]);

      /* Holds all of them against stored values: 0, or the number of the first that is wrong. */
      int @self_test(void);

      """)
    putEncodingInterface()
    if let classes = classCount {
      source.put(
        """
        /* The class that y speaks for, from 0; of equal ones the first. */
        int @class(const real y[\(K)]);

        """)
      if model.classNames != nil {
        source.put("/* The names of the classes, in UTF-8. */\nextern const char *const @class_names[\(classes)];\n")
      }
    }
    if model.featureNames != nil {
      source.put("/* The names of the inputs, in UTF-8. */\nextern const char *const @input_names[\(d)];\n")
    }
    source.put(
      """
      #ifdef __cplusplus
      }
      #endif
      #endif /* \(guardName)H */

      #ifndef \(guardName)INTERFACE

      #include <math.h>

      """)
  }

  /// How many classes the outputs stand for, where they stand for one of several.
  private var classCount: Int? {
    architecture.likelihood.scores(hasClassNames: model.classNames != nil) == .classification
      ? Model<Scalar>.classCount(of: architecture) : nil
  }

  /// The names, and the class.
  mutating func putEnd() {
    let guardName = source.prefix.uppercased()
    if classCount != nil {
      source.put("int @class(const real y[\(outputs)]) {")
      source.put(
        outputs == 1
          ? "  return y[0] > (real)0.5;\n}\n"
          : """
            int best = 0;
            for (int k = 1; k < \(outputs); k++) {
              if (y[k] > y[best]) best = k;
            }
            return best;
          }

          """)
      if let names = model.classNames { source.putNames("@class_names", names) }
    }
    if let names = model.featureNames { source.putNames("@input_names", names) }
    source.put(
      """
      #ifdef \(guardName)MAIN
      #include <stdio.h>

      int main(void) {
        const int wrong = @self_test();
        if (wrong == 0) puts("all values are as stored");
        else printf("value %d is not as stored\\n", wrong);
        return wrong != 0;
      }
      #endif

      #endif /* \(guardName)INTERFACE */
      """)
  }
}
