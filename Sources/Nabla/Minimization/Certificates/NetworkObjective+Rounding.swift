internal import Foundation

extension NetworkObjective {
  /// How far the Hessian may be off for all that its terms cancel at a softmax, and 0 for other outputs.
  ///
  ///     4 s Σᵢ wᵢ Tᵢ ρᵢ ‖Jᵢ‖²,   ρᵢ = min(½ε (K + mᵢ), 2 (1 − max_k y_ik)),   Jᵢ = ∂aᵢ/∂x,   Tᵢ = Σ_k t_ik,
  ///
  /// with ε = 2⁻⁵². The Hessian is s Σᵢ wᵢ (Jᵢᵀ Cᵢ Jᵢ + …) with C = T (diag(y) − y yᵀ). Where a class is nearly certain, its y is
  /// nearly 1 and C nearly 0: it is what remains of terms as large as y, and keeps their rounding.
  ///
  /// - The sum of K terms that y is divided by is off by less than ½ε K of it. The reference backend takes exp(a − ln Σ eᵃ),
  ///   whose exponent is off by ½ε max |a|: there m is max_k |a_ik|, and else 0.
  /// - The largest y is off by no more than what the others add to the sum, twice at most: a number to which little is added
  ///   is itself one of those to which the sum may be rounded. So examples far from all others' classes do not count.
  /// - So y is off by δy with |δy| ≤ ρ, and C by T (diag(δy) − δy yᵀ − y δyᵀ), whose norm is at most 3Tρ. The fourth part of
  ///   the bound is for the roundings of C itself.
  /// - The norm of the sum of all Jᵀ ΔC J is at most the sum of ‖ΔC‖ ‖J‖², with the Frobenius norm of J.
  ///
  /// σ of a Bernoulli likelihood has the curvature y (1 − y), a product that is never negative, and a Gaussian one has 1.
  /// The terms with second derivatives of a, which vanish with the error, are not counted.
  ///
  /// - Complexity: the Jacobian in all parameters, some examples at a time: about 3 n K |w| flops and 8 MiB; nothing for other
  ///   outputs.
  public func hessianRounding(at x: [Double]) -> Double {
    let parts = architecture.plan.outputParts.filter(\.isSoftmax)
    guard architecture.isCanonical, !parts.isEmpty else { return 0 }
    var network = Network<Double>(architecture.withoutOutputActivation, execution: base.execution)
    network.parameters = scatter(x, around: base.parameters)
    // Not the objective's own, which is made for the network with its softmax.
    let workspace = Workspace<Double>()
    let K = architecture.outputs
    let a = network.predictTogether(data.inputs, using: workspace)
    let t = architecture.likelihood.targetsOfOutputs(data.targets)
    let takesLogarithm = base.execution.backend == .reference
    let factors = parts.map { part in
      (0..<data.count).map { i in
        // An example of targets that were not observed is not there.
        let sum = part.outputs.reduce(0) { $0 + t[i, $1] }
        let total = sum.isNaN ? 0 : sum * (part.head?.weight ?? 1)
        return (data.weights?[i] ?? 1) * total
          * Self.softmaxRounding(part.outputs.map { a[i, $0] }, takesLogarithm: takesLogarithm)
      }
    }
    var sum = 0.0
    forEachParameterJacobian(of: network, using: workspace) { examples, jacobian in
      let count = jacobian.columns
      for (r, i) in examples.enumerated() {
        for (part, factors) in zip(parts, factors) {
          var squares = 0.0
          for k in part.outputs {
            for position in positions {
              let entry = jacobian.elements[(r * K + k) * count + position]
              squares += entry * entry
            }
          }
          sum += factors[i] * squares
        }
      }
    }
    return 4 * scale * sum
  }

  /// ρ, how far the softmax of these pre-activations may be off.
  private static func softmaxRounding(_ a: [Double], takesLogarithm: Bool) -> Double {
    guard let top = a.indices.max(by: { a[$0] < a[$1] }) else { return 0 }
    let magnitude = takesLogarithm ? a.reduce(0) { max($0, $1.magnitude) } : 0
    let others = a.indices.reduce(0) { $1 == top ? $0 : $0 + exp(a[$1] - a[top]) }
    return min(0x1p-53 * (Double(a.count) + magnitude), 2 * others / (1 + others))
  }
}
