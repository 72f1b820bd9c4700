internal import Nabla

extension SolveCommand {
  static let description = CommandDescription(
    name: "solve",
    summary:
      "Solve a linear, logistic or softmax regression of a table or of arrays exactly, and print a statistician's report.",
    operands: [
      .init(
        name: "FILE",
        help: "A table separated by commas, semicolons, tabs or spaces, with a header or none.", isRequired: false)
    ],
    groups: [
      OptionGroup(
        title: "Data",
        options: arrayOptions + TableFormat.options + [
          Option(
            name: "target", values: ["COLUMN"],
            help: "The column to explain, by name or by index from 0; several are separated by commas. The last by "
              + "default."),
          DivisionChoice.orderedOption,
          StreamChoice.option,
        ]),
      OptionGroup(
        title: "Columns",
        options: EncodingChoice.columnOptions
          + [EncodingChoice.missingOption, EncodingChoice.missingTargetsOption, EncodingChoice.trialsOption]
          + EncodingChoice.ruleOptions + [
            Option(
              name: "reference", values: ["COLUMN=LEVEL"],
              help:
                "The level of a column of text that the others are compared with (default: the first one); several are "
                + "separated by commas.")
          ]),
      OptionGroup(title: "Model", options: BasisFunctionChoice.options + options),
      OptionGroup(
        title: "Results",
        options: [
          foldsOption, leaveOneOutOption,
          Option(name: "level", values: ["L"], help: "The level of the confidence intervals (default: 0.95)."),
          Option(name: "json", help: "Print the report as JSON."),
          Option(
            name: "figure", values: ["FILE"],
            help: "Draw data, mean and band over one input by gnuplot, as FILE.png, .svg or .pdf; as .gnuplot, the "
              + "script itself."),
          Option(name: "save", values: ["FILE"], help: "Save the network."),
        ]),
      OptionGroup(title: "Search", options: SearchChoice.options),
      OptionGroup(title: "Computation", options: ExecutionChoice.options),
    ],
    examples: [
      ("nabla solve cars.csv --target distance --polynomial 2 --figure cars.png", "A parabola with its band."),
      (
        "nabla solve claims.csv --target claims --likelihood negative-binomial --exposure years",
        "Counts for a time, with their dispersion."
      ),
      ("nabla solve births.csv --target low --likelihood bernoulli", "A logistic regression."),
      ("nabla solve beetles.csv --target killed --out-of exposed --likelihood probit", "Successes among trials."),
      (
        "nabla solve diamonds.csv --target price --reference cut=Fair",
        "Levels against a reference, and their joint tests."
      ),
      ("nabla solve --npy x.npy y.npy --regression --stream", "Arrays of NumPy, a part at a time."),
      (
        "nabla solve iris.csv --target species --softmax symmetric --ridge cv",
        "A softmax with a cross-validated ridge."
      ),
    ])

  private static let options =
    OffsetChoice.options + [
      Option(
        name: "likelihood", values: ["NAME"],
        help:
          "\(NetworkChoice.likelihoodSpellings) (default: categorical for a column of text, bernoulli for one of two "
          + "words, gaussian for numbers)."),
      Option(
        name: "dispersion", values: ["HOW"],
        help:
          "Of the likelihoods \(dispersed): 'given' by the likelihood (the default), or 'estimated': "
          + "by Pearson's chi-square, of negative-binomial by maximum likelihood. 'gamma' and 'negative-binomial' without a "
          + "parameter ask for it."),
      Option(
        name: "sigma", values: ["S"],
        help:
          "Of the likelihood gaussian, the standard deviation of the targets, where it is known: tests are by the normal "
          + "distribution. Of a row of weight W it is S/√W."),
      Option(name: "no-bias", help: "Leave the constant out."),
      Option(
        name: "ridge", values: ["LAMBDA"],
        help:
          "λ of ½ λ Σ w² in the error, not over biases; 'cv' takes it from a 10-fold cross-validation on columns of standard "
          + "deviation 1, and prints its curve."),
      Option(
        name: "standardize",
        help:
          "The ridge given acts on columns of standard deviation 1, as that of 'cv' does; the report stays in the data's "
          + "units."),
      Option(
        name: "softmax", values: ["FORM"],
        help: "'reference' (the first class has weights 0; the default) or 'symmetric' (weights sum to 0)."),
    ]

  /// The likelihoods of generalized linear models, but for the logistic one.
  static var generalized: String { list(\.isGeneralizedLinear) }

  /// The likelihoods whose dispersions may be estimated.
  static var dispersed: String { list(\.estimatesDispersion) }

  private static func list(_ isMeant: (Likelihood) -> Bool) -> String {
    let names = Likelihood.builtIn.filter(isMeant).map { $0.name.prefix { $0 != ":" } }
    return names.dropLast().joined(separator: ", ") + " and " + names[names.count - 1]
  }
}
